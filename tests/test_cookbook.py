"""The cookbook: every question is asked, and the page holds what the demo database answers."""

import tomllib

import pytest

from tasks import cookbook, warehouse

pytestmark = pytest.mark.timeout(170)
QUESTIONS = tomllib.loads(cookbook.QUESTIONS.read_text(encoding="utf-8"))["question"]


def test_there_are_25_questions():
    assert len(QUESTIONS) == 25


@pytest.mark.parametrize("question", QUESTIONS, ids=[each["ask"] for each in QUESTIONS])
def test_every_question_has_an_answer(demo, question):
    assert warehouse.query(demo, question["sql"]).rows


def test_the_page_has_the_answers_of_the_demo_database(demo):
    """Fails when the coder, a view or a question has changed: `make docs` writes the page again."""
    written = cookbook.PAGE.read_text(encoding="utf-8")
    for one, other in zip(written.split("\n## "), cookbook.page(demo).split("\n## "), strict=True):
        assert one == other, "run `make docs`"
