"""Texts cut into windows of word pieces."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.events import model, windows

WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "army",
            "of",
            "Côte",
            "d'Ivoire",
            "fired",
            "on",
            "71",
            "men",
            ".",
            "!",
            "?",
            "said",
            "Баку",
            "停戦",
            "é",
            "\n\n",
        ]
    ),
    max_size=900,
)


@pytest.fixture(scope="session")
def tokenizer():
    return model.tokenizer()


@given(WORDS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_windows_hold_every_piece_once_and_none_is_too_long(pipeline, tokenizer, words):
    cut = windows.pieces(pipeline(" ".join(words)), tokenizer)
    assert [at for first, last in cut.windows for at in range(first, last)] == list(range(len(cut.ids)))
    assert all(last - first <= windows.LONGEST for first, last in cut.windows)


def test_pieces_of_a_word_are_found_by_its_characters(pipeline, tokenizer):
    text = "Kalbajar was shelled. Dashkasan was not."
    cut = windows.pieces(pipeline(text), tokenizer)
    at = cut.at(text.index("Dashkasan"), text.index("Dashkasan") + 9)
    assert text[cut.starts[at][0] : cut.ends[at][-1]] == "Dashkasan"
    assert set(cut.sentences[at]) == {1}


def test_an_empty_text_has_no_window(pipeline, tokenizer):
    assert windows.pieces(pipeline(""), tokenizer).windows == ()
