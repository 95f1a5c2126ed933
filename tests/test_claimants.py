"""Who says that an event happened, as coded from whole articles."""

import pytest

from tasks import entities, events
from tests.conftest import article


def claimants(pipeline, text, kind):
    (coding,) = events.code(entities.find([article(text)], pipeline))
    return {report.claimed_by for report in coding.reports if report.type == kind}


@pytest.mark.parametrize(
    ("text", "kind", "claimant"),
    [
        (
            "A suicide bomber killed nine soldiers in Kabul on Monday. The Taliban claimed responsibility for the attack.",
            "ASSAULT",
            "Taliban",
        ),
        (
            "A bombing claimed by the Taliban killed nine soldiers in Kabul on Monday.",
            "ASSAULT",
            "Taliban",
        ),
        (
            "A suicide bomber killed nine soldiers in Kabul on Monday. No group has claimed responsibility for the attack.",
            "ASSAULT",
            None,
        ),
        (
            "Russian forces shelled the town of Bakhmut on Monday, the Ukrainian Defence Ministry said.",
            "ASSAULT",
            "Ukrainian Defence Ministry",
        ),
        (
            "The Ukrainian Defence Ministry said that it condemned the shelling of Bakhmut by Russian forces.",
            "ACCUSE",
            None,
        ),
        (
            "The ministry of Ukraine demanded that Vladimir Petrov say where the prisoners were.",
            "REQUEST",
            None,
        ),
    ],
    ids=["responsibility", "claimed by", "by nobody", "the ministry said", "its own word", "told to say"],
)
def test_an_event_has_the_claimant_that_its_sentences_name(pipeline, text, kind, claimant):
    assert claimants(pipeline, text, kind) == {claimant}
