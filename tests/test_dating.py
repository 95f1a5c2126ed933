"""Which of an article's dates is an event's: what the calendar holds, and what the coder makes of it."""

from dataclasses import replace

import pytest

from tasks import entities, events
from tasks.events.dating import calendar
from tests.conftest import article

UNDATED = {"published_at": None, "published_from": None, "published_raw": None}


def told(pipeline, text, *, future=False, **changed):
    (reading,) = entities.find([replace(article(text), **changed)], pipeline)
    stated = calendar(reading, list(reading.doc.sents))
    return [[str(each.day) for each in row] for row in (stated.to_come if future else stated.past)]


def test_dates_are_told_by_sentence(pipeline):
    text = "Rebels took the town on Tuesday. They held it until 3 May. Nobody knew why."
    assert told(pipeline, text) == [["2024-04-30"], ["2024-05-03"], []]


def test_a_horizon_is_no_date(pipeline):
    assert told(pipeline, "The ministers promised to meet in June 2030.", future=True) == [[]]


def test_without_a_day_of_publication_the_latest_day_told_gives_the_year_and_no_more(pipeline):
    text = "They met on 3 March. The talks ended on 5 March 2016. A second round began on Friday."
    assert told(pipeline, text, **UNDATED) == [["2016-03-03"], ["2016-03-05"], []]


def test_without_any_day_the_year_named_most_often_gives_the_year(pipeline):
    text = "They met on 3 March at the 2016 summit. It was the largest of 2016. The first was held in 1998."
    assert told(pipeline, text, **UNDATED) == [["2016-03-03"], ["2016-01-01"], ["1998-01-01"]]
    assert told(pipeline, "They met on 3 March. A ticket costs 2,016 dollars.", **UNDATED) == [[], []]


def test_what_is_to_come_may_be_of_the_month_of_publication(pipeline):
    text = "The ministers will meet on 2 May."
    assert told(pipeline, text, future=True, published_raw="2024-05") == [["2024-05-02"]]
    assert told(pipeline, text, future=True) == [["2025-05-02"]]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On Tuesday the minister announced that troops would leave.", [["2024-04-30"]]),
        ("The minister announced that troops would leave on Tuesday.", [["2024-05-07"]]),
        ("The president will visit Paris on Tuesday.", [["2024-05-07"]]),
        ("The talks on Tuesday failed.", [["2024-04-30"]]),
        (
            "Rebels took the town on 20 April. The army had shelled it three days earlier.",
            [["2024-04-20"], ["2024-04-17"]],
        ),
        (
            "On 15 November 2017 the army took power. The president resigned on 21 November.",
            [["2017-11-15"], ["2017-11-21"]],
        ),
        ("A bomb killed ninety soldiers in May of last year.", [["2023-05-01"]]),
    ],
    ids=["announced then", "is to happen", "will", "neither", "days earlier", "year of the last", "last year"],
)
def test_a_day_is_read_as_its_verb_and_the_dates_before_have_it(pipeline, text, days):
    assert told(pipeline, text) == days


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("Rebels attacked a post near Goma on Tuesday and killed four soldiers.", "attacked", "2024-04-30"),
        (
            "Police arrested eleven protesters in Lima on Wednesday. Officers beat a student during the arrests.",
            "beat", "2024-05-01",
        ),
        (
            "On 27 April a car bomb killed six people in Baghdad. The next day gunmen shot dead a judge in Mosul.",
            "shot", "2024-04-28",
        ),
        (
            "On 27 April gunmen killed a judge in Baghdad. The day before, police had arrested two men in Mosul.",
            "arrested", "2024-04-26",
        ),
        ("France condemned the attack.", "condemned", "None"),
    ],
    ids=["own sentence", "sentence before", "day after", "day before", "nowhere"],
)  # fmt: skip
def test_when_an_event_happened(pipeline, text, trigger, day):
    (coding,) = events.code(entities.find([article(text)], pipeline))
    assert {str(report.event_date) for report in coding.reports if trigger in report.trigger} == {day}
