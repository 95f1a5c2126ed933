"""One happening told by several articles is one event; another act, day or place is another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tasks import happenings

EARLY = datetime(2024, 5, 3, 8, tzinfo=UTC)


def report(number, **more):
    base = happenings.HappeningKey(
        f"r{number}", f"a{number}", "ASSAULT", "actual", frozenset(), date(2024, 5, 2), "day", EARLY,
        frozenset({"rebels"}), frozenset({"army"}), frozenset({"COD"}), frozenset({"COD"}), frozenset({"goma"}),
        frozenset({"COD"}), happenings.words("Rebels killed 14 soldiers near Goma on Thursday"),
    )  # fmt: skip
    return replace(base, **more)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True),
        ({"actor_ids": frozenset({"gunmen"})}, True),
        ({"event_date": date(2024, 5, 3)}, True),
        ({"event_date": date(2024, 5, 9)}, False),
        ({"type": "COERCE"}, False),
        ({"status": "planned"}, False),
        ({"actor_countries": frozenset({"RWA"}), "actor_ids": frozenset({"rwanda"})}, False),
        ({"place_ids": frozenset({"bukavu"}), "place_countries": frozenset({"BDI"})}, False),
        ({"article_id": "a1"}, False),
    ],
    ids=[
        "alike",
        "other name",
        "a day off",
        "a week off",
        "other type",
        "planned",
        "other country",
        "other place",
        "one article",
    ],
)
def test_two_reports_of_one_happening(other, same):
    found = happenings.join([report(1), report(2, **other)], [])
    assert (len(found) == 1) == same


def test_a_known_event_keeps_its_id_and_joining_is_repeatable():
    known = report(1, event_id="known")
    assert happenings.join([report(2)], [known])[0].event_id == "known"
    assert happenings.join([report(1), report(2)], []) == happenings.join([report(1), report(2)], [])
