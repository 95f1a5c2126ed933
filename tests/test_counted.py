"""How many there are of a thing, in words."""

import pytest

from tasks.text import counted


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((0, "feed"), "0 feeds"),
        ((1, "feed"), "1 feed"),
        ((2, "feed"), "2 feeds"),
        ((1, "entry", "entries"), "1 entry"),
        ((3000, "entry", "entries"), "3,000 entries"),
    ],
    ids=lambda each: str(each[0]) if isinstance(each, tuple) else "",
)
def test_one_is_told_apart_from_more(given, told):
    assert counted(*given) == told
