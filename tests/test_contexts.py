"""The contexts that an event stands in."""

import tomllib

import pytest

from tasks.events.contexts import contexts
from tasks.wordlists import rows
from tests.conftest import SHARED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army shelled a hospital near the front line.", ("military", "health")),
        ("Prosecutors charged the mayor with taking bribes.", ("legal", "corruption")),
        ("The foreign minister recalled her ambassador over the border dispute.", ("diplomatic", "territory")),
        ("Hackers stole the ballots' data.", ("election", "cyber")),
        ("He thanked them.", ()),
    ],
)
def test_words_set_an_event_in_contexts(pipeline, text, expected):
    assert contexts(pipeline(text).sents) == expected


@pytest.mark.shared
def test_the_codebook_has_every_context_of_the_ontology():
    with (SHARED / "ontology" / "plover.toml").open("rb") as file:
        assert {row["context"] for row in rows("contexts.csv")} == set(tomllib.load(file)["contexts"]["names"])
