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
        ("Sixty-six people were injured.", {("wounded", 66, 66)}),
        ("The militia killed 12 people or more.", {("killed", 12, None)}),
        ("Two women and a man were injured.", {("wounded", 3, 3)}),
        ("The airstrike killed Qasem Karimi, a commander.", {("killed", 1, 1)}),
        ("A policeman was shot and killed.", {("killed", 1, 1)}),
        ("The gunman beat a guard to death.", {("killed", 1, 1)}),
        ("The murder of Qasem Karimi angered them.", {("killed", 1, 1)}),
        ("Protesters were injured by the police.", {("wounded", None, None)}),
        ("Protesters were not injured.", set()),
        ("Police arrested 71 protesters.", {("captured", 71, 71)}),
        ("Police arrested a man.", set()),
        ("Nobody was killed.", set()),
        ("No one was killed.", set()),
        (
            "At least 56 civilians were killed and 595 people were wounded.",
            {("killed", 56, None), ("wounded", 595, 595)},
        ),
        ("It fired 14 missiles.", set()),
        ("The deal is worth 14 million dollars.", set()),
        ("14 people attended.", set()),
        ("He was killed in 2014.", set()),
    ],
)
def test_figures(pipeline, text, expected):
    sentence = next(pipeline(text).sents)
    assert {(each.kind, each.low, each.high) for each in figures(sentence)} == expected
