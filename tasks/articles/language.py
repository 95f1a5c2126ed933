"""The language of a text, from what the page says and what its words look like."""

from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

SURE = 0.9
LONG_ENOUGH = 200
SAMPLE = 800  # characters; longer ones do not change the answer


def language(text: str, declared_in: Iterable[tuple[str, str]]) -> tuple[str | None, str | None]:
    """Return the ISO 639-1 code of `text` and its source: `text`, or the one that declares it.

    `declared_in` holds the sources and codes that page and feed give, strongest first. The text overrules them when it
    is long and clear.
    """
    given = ((code[:2].lower(), source) for source, code in declared_in if code and code[:2].isalpha())
    declared, source = next(given, (None, None))
    if len(text) < 20:
        return declared, source
    guess, sureness = _identifier().classify(text[:SAMPLE])
    if declared is None or (len(text) >= LONG_ENOUGH and sureness >= SURE):
        return guess, "text"
    return declared, source


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_modelpath(str(MODEL_DIR / MODEL_FILE), norm_probs=True)
