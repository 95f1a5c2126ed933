"""Which of the articles held a batch is compared with: those near any of its own in time, however old one is."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.loading import _spans

DAY = datetime(2026, 5, 10, tzinfo=UTC)


def around(*days):
    return [(DAY + timedelta(days=since), DAY + timedelta(days=until)) for since, until in days]


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        ((), []),
        ((0,), [(-7, 7)]),
        ((3, 0), [(-7, 10)]),
        ((0, -2500), [(-2507, -2493), (-7, 7)]),
        ((0, 14), [(-7, 21)]),
        ((0, 15), [(-7, 7), (8, 22)]),
    ],
    ids=["none", "one", "two days of a week", "one years old", "touching", "just apart"],
)
def test_spans_lie_around_the_articles(days, spans):
    assert _spans([DAY + timedelta(days=day) for day in days]) == around(*spans)
