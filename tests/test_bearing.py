"""Which event a figure of people hurt goes to, as coded from whole articles."""

import pytest

from tasks import entities, events, interchange
from tests.conftest import article


def coded(pipeline, text):
    readings = entities.find([article(text)], pipeline)
    (coding,) = events.code(readings)
    return coding, interchange.row(readings[0], coding)


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("A car bomb killed four soldiers in Kabul on Monday.", [("killed", 4)]),
        (
            "Gunmen attacked a police post near Goma on Tuesday. Four officers were killed.",
            [("killed", 4)],
        ),
        (
            "A car bomb went off at a market in Baghdad on Monday. At least 31 people were wounded.",
            [("wounded", 31)],
        ),
        (
            "Gunmen attacked a police post near Goma on Tuesday. In 2007 sixty people died in the same valley.",
            [],
        ),
        (
            "Gunmen attacked a police post near Goma on Tuesday. An earthquake killed nine people in the same valley.",
            [],
        ),
    ],
    ids=["own sentence", "next sentence", "at least", "years before", "an accident"],
)
def test_a_figure_goes_to_the_violence_that_it_is_told_of(pipeline, text, tolls):
    coding, _ = coded(pipeline, text)
    assert [(toll.kind, toll.low) for report in coding.reports for toll in report.tolls] == tolls


def test_a_running_total_is_kept_apart_from_the_toll_of_the_event(pipeline):
    text = "Rebels killed four soldiers near Goma on Tuesday, police said. More than 400 people have died there since 2010."
    coding, row = coded(pipeline, text)
    assert [(t.low, t.scope) for report in coding.reports for t in report.tolls] == [(4, "event"), (400, "to_date")]
    (event,) = row["events"]
    assert [each["low"] for each in event["casualties"]] == [4]
    assert [each["low"] for each in event["totals"]] == [400]
