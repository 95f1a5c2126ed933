"""What an outlet repeats from article to article is learned from its own articles, and left out from then on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks import articles, warehouse
from tasks.records import Coding, Run, StoryArticle
from tasks.settings import Settings
from tasks.tables import Batch
from tests.conftest import article

CALL = "Get our morning letter, free of charge."
CITIES = ("Rome", "Oslo", "Lima", "Baku", "Riga", "Cork", "Bern", "Doha", "Pune", "Kiev")


def told(number, line=CALL, source="post.org"):
    made = article(f"Ministers met in {CITIES[number]} on day {number}.\n{line}", article_id=f"{source}-{number}")
    return replace(made, source=source)


def learned(folder, *made, story=lambda article: article.article_id):
    settings = Settings(data_dir=folder)
    with warehouse.writer(settings, "r1") as store:
        store.start_run(Run("r1", "ingest", datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, "c"))
        codings = tuple(Coding(each.article_id, "no_events", "c", (), (), (), ()) for each in made)
        stories = tuple((StoryArticle(story(each), each.article_id, "original", 1.0, ""), b"x") for each in made)
        store.load(Batch("r1", made, codings, stories, (), (), ()))
        store.learn_boilerplate()
        store.learn_boilerplate()
        return store.rows("boilerplate", sources=["post.org", "wire.org"])


def test_a_line_of_five_stories_is_learned_once(tmp_path):
    assert learned(tmp_path, *(told(n) for n in range(5))) == [{"source": "post.org", "line": CALL}]


@pytest.mark.parametrize(
    ("made", "story"),
    [
        ([told(n) for n in range(4)], lambda article: article.article_id),
        ([told(n) for n in range(6)], lambda article: article.article_id if article.article_id.endswith("0") else "s"),
        ([told(n, source="post.org" if n < 3 else "wire.org") for n in range(6)], lambda article: article.article_id),
        ([told(n, line=f"Line {n}") for n in range(10)], lambda article: article.article_id),
    ],
    ids=["four articles", "six articles of two stories", "two outlets", "no line twice"],
)
def test_what_is_not_repeated_enough_is_not_learned(tmp_path, made, story):
    assert learned(tmp_path, *made, story=story) == []


def test_a_line_in_few_of_an_outlets_articles_is_not_learned(tmp_path):
    others = [replace(told(n % 10, line=f"Line {n}"), article_id=f"other-{n}") for n in range(30)]
    assert learned(tmp_path, *(told(n) for n in range(5)), *others) == []


def test_a_repeated_line_is_left_out_and_the_article_says_so():
    before = told(1)
    after = articles.without(before, {CALL})
    assert (after.text, after.word_count, after.flags) == ("Ministers met in Oslo on day 1.", 7, ("boilerplate",))
    assert after.content_sha256 != before.content_sha256
    assert articles.without(after, {CALL}) == after


def test_an_article_of_nothing_else_is_kept():
    assert articles.without(article(CALL), {CALL}).text == CALL
