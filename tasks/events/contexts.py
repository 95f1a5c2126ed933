"""The contexts that an event stands in: what it is about besides its type."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from spacy.tokens import Span

from tasks.wordlists import rows


def contexts(sentences: Iterable[Span]) -> tuple[str, ...]:
    """Return the PLOVER contexts that the words of sentences set an event in, in the order of the codebook."""
    said: set[str] = set()
    for sentence in sentences:
        lemmas = [token.lemma_.casefold() for token in sentence]
        words = [token.lower_ for token in sentence]
        for each in (lemmas, words):
            said.update(each)
            said.update(f"{first} {second}" for first, second in pairwise(each))
    found = {_contexts()[word] for word in said & _contexts().keys()}
    return tuple(name for name in _order() if any(name in names for names in found))


@cache
def _contexts() -> dict[str, frozenset[str]]:
    """Return the contexts that each word or pair of words stands for."""
    made: dict[str, set[str]] = {}
    for row in rows("contexts.csv"):
        for word in row["words"].split("|"):
            made.setdefault(word, set()).add(row["context"])
    return {word: frozenset(names) for word, names in made.items()}


@cache
def _order() -> tuple[str, ...]:
    return tuple(row["context"] for row in rows("contexts.csv"))
