"""Copies, republications and updates meet; different texts on one topic do not. One happening is one event."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sample_site.stories import stories as samples
from tasks import happenings, stories
from tests.conftest import article

EARLY = datetime(2024, 5, 3, 8, tzinfo=UTC)


def key(article_id, text, source="one.org", hours=0, agency=None):
    made = article(text, published=(EARLY + timedelta(hours=hours)).isoformat(), article_id=article_id)
    return stories.key(replace(made, source=source, agency=agency))


def texts():
    return {story.slug: "\n".join(story.paragraphs) for story in samples()}


def kinds(*keys):
    return [(story.story_id, story.kind) for story, _ in stories.assign(keys, [])]


def test_a_copy_joins_the_story_of_its_original():
    text = texts()["sahel-ambush"]
    assert kinds(key("a", text), key("b", text, "two.org", 1)) == [("a", "original"), ("a", "republication")]
    assert kinds(key("a", text, agency="X"), key("b", text, "two.org", 1, "X"))[1] == ("a", "copy")
    assert kinds(key("a", text), key("b", text + " More.", hours=1))[1] == ("a", "update")


@pytest.mark.parametrize("slug", sorted(texts()))
def test_edited_and_shortened_copies_are_found(slug):
    text = texts()[slug]
    words = text.split()
    shortened = " ".join(words[: int(len(words) * 0.75)])
    edited = " ".join(word if at % 25 else "moreover" for at, word in enumerate(words))
    for number, other in enumerate((shortened, edited)):
        assert kinds(key("a", text), key("b", other, "two.org", 1))[1][0] == "a", number


def test_articles_on_one_topic_stay_apart():
    keys = [key(slug, text, slug) for slug, text in texts().items() if slug != "border-copy"]
    assert {kind for _, kind in kinds(*keys)} == {"original"}


def test_a_recent_story_is_joined():
    text = texts()["sahel-ambush"]
    recent = replace(key("old", text), story_id="older")
    placed = stories.assign([key("new", text, "two.org", 3)], [recent])
    assert placed[0][0].story_id == "older"


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
