"""Copies, republications and updates of one text meet in a story; other texts on its topic stay apart."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from sample_site.stories import stories as samples
from tasks import stories
from tests import told
from tests.conftest import article

EARLY = datetime(2024, 5, 3, 8, tzinfo=UTC)


def key(article_id, text, source="one.org", hours=0, agency=None):
    made = article(text, published=(EARLY + timedelta(hours=hours)).isoformat(), article_id=article_id)
    return stories.key(replace(made, source=source, agency=agency))


def texts():
    return {story.slug: "\n".join(story.paragraphs) for story in samples()}


def placed(*keys, recent=()):
    return {story.article_id: story for story, _ in stories.assign(keys, recent)}


def kinds(*keys, recent=()):
    return {name: (story.story_id, story.kind) for name, story in placed(*keys, recent=recent).items()}


@pytest.fixture(scope="module")
def labelled():
    """The labelled articles with their keys."""
    return [(each, stories.key(each.article)) for each in told.cases()]


def shares(labels):
    """Precision and recall of (is one story, was put into one story) pairs."""
    right = sum(same and found for same, found in labels)
    return right / sum(found for _, found in labels), right / sum(same for same, _ in labels)


def test_labelled_pairs_of_articles_meet_or_stay_apart(labelled):
    """Each pair alone: one text told again, or two on one topic."""
    pairs = [pair for pair in combinations(labelled, 2) if pair[0][0].group == pair[1][0].group]
    labels, wrong = [], []
    for (one, first), (other, second) in pairs:
        same, found = one.story == other.story, len({story for story, _ in kinds(first, second).values()}) == 1
        labels.append((same, found))
        wrong += [f"{one.article.article_id} {other.article.article_id}: {same=} {found=}"] * (same != found)
    precision, recall = shares(labels)
    print(f"{len(labels)} pairs, {sum(same for same, _ in labels)} of one story: {precision=:.3f} {recall=:.3f}")
    assert len(labels) >= 600 and min(precision, recall) >= 0.98, "\n".join(wrong)


def test_all_labelled_articles_at_once_fall_into_their_stories(labelled):
    made = kinds(*(each for _, each in labelled))
    labels = [
        (one.story == other.story, made[one.article.article_id][0] == made[other.article.article_id][0])
        for (one, _), (other, _) in combinations(labelled, 2)
    ]
    precision, recall = shares(labels)
    parts = [made[each.article.article_id][1] == each.kind for each, _ in labelled if each.kind != "other"]
    print(f"{len(labelled)} articles: {precision=:.3f} {recall=:.3f}, part right {sum(parts) / len(parts):.3f}")
    assert min(precision, recall, sum(parts) / len(parts)) >= 0.98


def test_the_order_of_arrival_within_a_batch_does_not_matter(labelled):
    keys = [each for _, each in labelled]
    shuffled = random.Random(7).sample(keys, len(keys))
    assert placed(*keys) == placed(*shuffled)


def test_a_copy_joins_the_story_of_its_original():
    text = texts()["sahel-ambush"]
    one, two = key("a", text), key("b", text, "two.org", 1)
    assert kinds(one, two) == {"a": ("a", "original"), "b": ("a", "republication")}
    one, two = (replace(each, agency="X") for each in (one, two))
    assert kinds(one, two)["b"] == ("a", "copy")
    assert kinds(one, key("b", text + " More.", hours=1))["b"] == ("a", "update")


@pytest.mark.parametrize("slug", sorted(texts()))
def test_edited_and_shortened_copies_of_sample_articles_are_found(slug):
    text = texts()[slug]
    words = text.split()
    shortened = " ".join(words[: int(len(words) * 0.4)])
    edited = " ".join(word if at % 25 else "moreover" for at, word in enumerate(words))
    for number, other in enumerate((shortened, edited)):
        assert kinds(key("a", text), key("b", other, "two.org", 1))["b"][0] == "a", number


def test_sample_articles_on_one_topic_stay_apart():
    keys = [key(slug, text, slug) for slug, text in texts().items() if slug != "border-copy"]
    assert {kind for _, kind in kinds(*keys).values()} == {"original"}


def test_a_recent_story_is_joined_and_its_other_articles_keep_their_part():
    text = texts()["sahel-ambush"]
    recent = [replace(key("old", text), story_id="s"), replace(key("apart", texts()["grain-deal"]), story_id="apart")]
    made = kinds(key("new", text, "two.org", 3), recent=recent)
    assert made == {"old": ("s", "original"), "new": ("s", "republication")}


def test_the_agency_is_found_to_be_the_original_though_it_comes_late():
    text = texts()["sahel-ambush"]
    copies = [
        replace(key(name, text, source, 1, "Meridian Wire"), story_id="a")
        for name, source in (("a", "one.org"), ("b", "two.org"))
    ]
    made = placed(key("wire", text, "meridian-wire.example", 2, "Meridian Wire"), recent=copies)
    assert {name: (one.story_id, one.kind) for name, one in made.items()} == {
        "wire": ("a", "original"),
        "a": ("a", "copy"),
        "b": ("a", "copy"),
    }
    assert made["wire"].reason == "Meridian Wire's own text of 3 alike"
    assert "wire in meridian-wire.example" in made["a"].reason


def test_an_article_that_is_another_text_now_leaves_its_story_to_the_others():
    text, other = texts()["sahel-ambush"], texts()["grain-deal"]
    recent = [replace(key("a", text), story_id="a"), replace(key("b", text, "two.org", 1), story_id="a")]
    made = kinds(key("a", other), recent=recent)
    assert made["b"] == ("a", "original")
    assert made["a"][1] == "original" and made["a"][0] != "a"


def test_a_round_up_does_not_draw_stories_together():
    one, two = texts()["sahel-ambush"], texts()["grain-deal"]
    both = key("both", f"{one}\n{two}", "round.org", 1)
    made = kinds(key("a", one), both, key("b", two, "two.org", 2), key("c", one, "three.org", 3))
    assert made["a"][0] == made["c"][0] != made["b"][0]


@pytest.mark.parametrize("text", ["", "one two", "\u200f", "(((", "MONDAY 12 May 2024 1,000 " * 20], ids=repr)
def test_texts_with_hardly_a_word_are_no_error(text):
    assert set(kinds(key("a", text), key("b", text, "two.org", 1))) == {"a", "b"}
