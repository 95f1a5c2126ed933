"""How many were hurt, from the words that say so."""

import pytest

from tasks.events.tolls import figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast killed 14 people.", {("killed", 14, 14)}),
        ("At least 14 people were killed.", {("killed", 14, None)}),
        ("More than 1,200 soldiers died.", {("killed", 1200, None)}),
        ("Up to 30 rebels were killed.", {("killed", None, 30)}),
        ("Dozens of people were wounded.", {("wounded", None, None)}),
        ("Seventeen soldiers were killed.", {("killed", 17, 17)}),
        ("Twenty more soldiers were wounded.", {("wounded", 20, 20)}),
        ("The army reported 135 losses.", {("killed", 135, 135)}),
        ("It fired 14 missiles.", set()),
        ("The deal is worth 14 million dollars.", set()),
        ("14 people attended.", set()),
        ("He was killed in 2014.", set()),
    ],
)
def test_figures(pipeline, text, expected):
    sentence = next(pipeline(text).sents)
    assert {(each.kind, each.low, each.high) for each in figures(sentence)} == expected
