"""What the coder makes of single sentences and short articles."""

import csv

import pytest

from tasks import entities, events
from tasks.settings import ROOT
from tests.conftest import article

CASES = ROOT / "tests" / "cases" / "events" / "sentences.csv"
LEAST_RIGHT = 0.70  # share of the table that the shipped coder gets right; a floor, not a goal


def rows():
    with CASES.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def coded(pipeline, *texts):
    readings = entities.find([article(text, article_id=str(at)) for at, text in enumerate(texts)], pipeline)
    return events.code(readings)


def is_right(row, coding):
    if row["type"] == "-":
        return not coding.reports
    return any(matches(row, report) for report in coding.reports)


def matches(row, report):
    if report.type != row["type"] or (row["mode"] and row["mode"] not in report.modes):
        return False
    for role, column in (("actor", "actors"), ("recipient", "recipients")):
        wanted = set(filter(None, row[column].split("+")))
        if not wanted <= {p.country for p in report.participants if p.role == role}:
            return False
    return True


def test_share_of_the_sentence_table_that_comes_out_right(pipeline):
    table = rows()
    codings = coded(pipeline, *(row["sentence"] for row in table))
    wrong = [row["sentence"] for row, coding in zip(table, codings, strict=True) if not is_right(row, coding)]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(table), "\n".join(wrong)


def test_negated_events_are_not_coded_and_are_counted(pipeline):
    coding = coded(pipeline, "Egypt did not condemn Israel.")[0]
    assert coding.reports == () and coding.status == "no_events"
    assert [(reject.code, reject.stage) for reject in coding.rejects] == [("negated", "events")]


def test_an_article_in_another_language_is_kept_without_events_and_says_so(pipeline):
    from dataclasses import replace

    spanish = replace(article("El presidente de Chile se reunió con su homólogo peruano en Lima."), language="es")
    coding = events.code(entities.find([spanish], pipeline))[0]
    assert (coding.status, coding.reports, coding.rejects[0].code) == ("language", (), "language")


@pytest.mark.parametrize("text", ["", "   \n \n", "(((((((((((((((((((((((((((((((((((((((((", "!?", "\u200f\u202eabc"])
def test_texts_that_hold_nothing_are_no_error(pipeline, text):
    assert coded(pipeline, text)[0].reports == ()


def test_every_span_lies_in_the_text(pipeline):
    texts = [row["sentence"] for row in rows()]
    for text, coding in zip(texts, coded(pipeline, *texts), strict=True):
        for report in coding.reports:
            assert text[report.trigger_start : report.trigger_end] == report.trigger
            assert all(0 <= span.start < span.end <= len(text) for span in report.evidence)
        assert all(text[m.start_char : m.end_char] == m.text for m in coding.mentions)


def test_contradicting_tolls_stay_side_by_side(pipeline):
    text = (
        "Government forces and rebels clashed near Goma on Friday. The army said 12 soldiers were killed. "
        "The rebels said 40 soldiers were killed."
    )
    tolls = {(toll.low, toll.claimed_by) for report in coded(pipeline, text)[0].reports for toll in report.tolls}
    assert {low for low, _ in tolls} == {12, 40}
    assert len({by for _, by in tolls}) == 2
