"""Who a phrase names: its country, its sector, and the words that neither explains."""

import csv
from functools import cache
from pathlib import Path

import pytest

from tasks import actors

CASES = Path(__file__).parent / "cases" / "actors.csv"
FLOOR = 0.97


@cache
def rows():
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def told(row):
    code = actors.resolve(row["phrase"], row["home"] or None)
    return code.country or "", code.sector or "", code.remainder


def test_share_of_the_phrases_that_come_out_right():
    assert len(rows()) >= 400
    wrong = [(row, told(row)) for row in rows() if told(row) != (row["country"], row["sector"], row["remainder"])]
    share = 1 - len(wrong) / len(rows())
    print(f"{share:.3f} of {len(rows())}")
    assert share >= FLOOR, "\n".join(f"{row['phrase']}: got {got}" for row, got in wrong)


def test_every_country_has_a_name_and_most_a_demonym():
    assert len(actors.display_names()) >= 249
    assert len(set(actors.demonyms().values())) >= 195


@pytest.mark.parametrize(
    ("name", "year", "country", "sector"),
    [
        ("Angela Merkel", 2015, "DEU", "GOV"),
        ("Merkel", 2024, "DEU", "ELI"),
        ("Donald Trump", 2018, "USA", "GOV"),
        ("Donald Trump", 2023, "USA", "PTY"),
        ("Yasser Arafat", 1999, "PSE", "GOV"),
        ("Nicolas Maduro", 2019, "VEN", "GOV"),
        ("Nicolás Maduro", 2019, "VEN", "GOV"),
        ("Kofi Annan", None, "UNO", "GOV"),
    ],
)
def test_a_holder_of_office_acts_for_the_office_held_that_year(name, year, country, sector):
    leader = actors.leader(name, year)
    assert leader is not None
    assert (leader.country, leader.sector) == (country, sector)


def test_a_name_that_nobody_in_the_list_bears_is_nobody():
    assert actors.leader("Jane Q. Public", 2020) is None
