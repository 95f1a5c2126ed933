"""When an event happened, from the words that say so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.events.dates import dates_in

THURSDAY = date(2024, 5, 2)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("on May 1", "2024-05-01", "day"),
        ("on 1 May 2019", "2019-05-01", "day"),
        ("on December 30", "2023-12-30", "day"),
        ("during the night of September 13", "2023-09-13", "day"),
        ("on Tuesday", "2024-04-30", "day"),
        ("on Thursday", "2024-05-02", "day"),
        ("last Thursday", "2024-04-25", "day"),
        ("yesterday", "2024-05-01", "day"),
        ("last night", "2024-05-01", "day"),
        ("today", "2024-05-02", "day"),
        ("three days ago", "2024-04-29", "day"),
        ("in March 2011", "2011-03-01", "month"),
        ("in March", "2024-03-01", "month"),
        ("in November", "2023-11-01", "month"),
        ("last month", "2024-04-01", "month"),
        ("two months ago", "2024-03-01", "month"),
        ("in 1994", "1994-01-01", "year"),
        ("last year", "2023-01-01", "year"),
        ("on October 25-26, 2016", "2016-10-25", "day"),
        ("from 25 to 26 October 2016", "2016-10-26", "day"),
        ("on 25-26 October 2016", "2016-10-25", "day"),
        ("scheduled for January", "2024-01-01", "month"),
        ("on 2020-02-29", "2020-02-29", "day"),
        ("at the end of March", "2024-03-01", "month"),
        ("earlier in the month", "2024-05-01", "month"),
        ("last summer", "2023-01-01", "year"),
        ("last winter", "2024-01-01", "year"),
        ("last spring", "2023-01-01", "year"),
        ("on the 30th", "2024-04-30", "day"),
        ("on the 2nd", "2024-05-02", "day"),
    ],
)
def test_words_to_period(text, day, precision):
    found = dates_in(text, 0, THURSDAY)
    assert [(str(each.day), each.precision) for each in found] == [(day, precision)]


@pytest.mark.parametrize(
    ("text", "day"),
    [("on Friday", "2024-05-03"), ("on May 1", "2025-05-01"), ("tomorrow", "2024-05-03"), ("on the 1st", "2024-06-01")],
)
def test_what_is_to_come(text, day):
    assert str(dates_in(text, 0, THURSDAY, future=True)[0].day) == day


@pytest.mark.parametrize(
    "text", ["May 12 people die", "on 2024-02-30", "in the may", "version 2011", "31 February 2020"]
)
def test_what_is_no_date(text):
    assert [each.day for each in dates_in(text, 0, THURSDAY) if each.precision == "day"] == []


def test_relative_words_need_an_anchor():
    assert dates_in("yesterday in Kyiv, on May 1", 0, None) == []


def test_offsets_are_those_of_the_words():
    when = dates_in("It began on May 1 in Kyiv", 100, THURSDAY)[0]
    assert (when.start, when.end) == (112, 117)


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_within_bounds(text):
    for when in dates_in(text, 0, THURSDAY):
        assert 0 <= when.start < when.end <= len(text)
