"""The language of a text, from what the page says and what its words look like."""

from functools import cache

from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

SURE = 0.9
LONG_ENOUGH = 200
SAMPLE = 800  # characters; longer ones do not change the answer


def language(text: str, said: list[str]) -> tuple[str | None, str | None]:
    """Return the ISO 639-1 code of `text` and how it was found.

    `said` holds what the page and feed declare, strongest first. The text overrules them when it is long and clear.
    """
    declared = next((code[:2].lower() for code in said if code and code[:2].isalpha()), None)
    if len(text) < 20:
        return declared, "declared" if declared else None
    guess, sureness = _identifier().classify(text[:SAMPLE])
    if declared is None or (len(text) >= LONG_ENOUGH and sureness >= SURE):
        return guess, "text"
    return declared, "declared"


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_modelpath(str(MODEL_DIR / MODEL_FILE), norm_probs=True)
