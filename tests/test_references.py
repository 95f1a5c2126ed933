"""Whom words that refer back mean: pronouns, offices, bodies by their noun, capitals that stand for governments."""

import csv
from pathlib import Path

import pytest

from tasks import entities
from tests.conftest import article

CASES = Path(__file__).parent / "cases" / "references.csv"
FLOOR = 0.95


def rows():
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def answers(pipeline):
    cases = rows()
    return [(row, told(row, reading)) for row, reading in zip(cases, readings(cases, pipeline), strict=True)]


def readings(cases, pipeline):
    return entities.find([article(row["text"], article_id=str(at)) for at, row in enumerate(cases)], pipeline)


def told(row, reading):
    """Name, country and sector of the entity whose mention covers the last word of the reference; empty for none."""
    at = row["text"].rindex(row["words"]) + len(row["words"]) - 1
    mention = next((each for each in reading.mentions if each.start_char <= at < each.end_char), None)
    if mention is None:
        return "", "", ""
    entity = reading.entity(mention.entity_id)
    return entity.name, entity.country or "", entity.sector or ""


def test_share_of_the_references_that_mean_the_right_one(answers):
    assert len(answers) >= 40
    wrong = [(row, got) for row, got in answers if got != (row["name"], row["country"], row["sector"])]
    share = 1 - len(wrong) / len(answers)
    print(f"{share:.3f} of {len(answers)}")
    assert share >= FLOOR, "\n".join(f"{row['words']} in {row['text']}: got {got}" for row, got in wrong)


def test_what_means_several_or_nobody_is_never_given_one(answers):
    wrong = [(row["text"], got) for row, got in answers if not row["name"] and any(got)]
    assert wrong == []
