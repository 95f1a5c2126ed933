"""What is said of a person beside the name: office, rank, country."""

import re

from spacy.tokens import Doc

from tasks import actors
from tasks.entities.spans import Found

STOP = {"VERB", "AUX", "PRON", "SCONJ", "ADV", "INTJ"}
EDGES = {"CCONJ", "DET", "PUNCT"}
LINKS = {"of", "for", "to", "the", "and", "'s", "’s", "-", "&", "on", "at", "in"}
FARTHEST = 22


def role_before(doc: Doc, found: Found, others: set[int]) -> tuple[int, int] | None:
    """Return the token span [start, end) of the office and rank that lead up to a name, None when there is none.

    `others` holds the tokens of other people's names, which end the search.
    """
    start = found.start
    while start > 0 and found.start - start < FARTHEST:
        token = doc[start - 1]
        if token.i in others or token.is_space or (token.is_sent_start and token.pos_ in STOP):
            break
        if token.pos_ in STOP or (token.is_punct and token.text not in ("-", "–")) or token.pos_ == "NUM":
            break
        if token.pos_ == "ADP" and token.lower_ not in LINKS and doc[token.i + 1].text != "-":
            break
        start -= 1
        if token.is_sent_start:
            break
    while start < found.start and (doc[start].lower_ in LINKS or doc[start].pos_ in EDGES):
        start += 1
    start = _after_other_clause(doc, start, found.start)
    return (start, found.start) if start < found.start and _is_role(doc[start : found.start].text) else None


def _after_other_clause(doc: Doc, start: int, end: int) -> int:
    """Return where the office begins when the words before it belong to something else: "talks in X with Y"."""
    for at in range(end - 1, start, -1):
        token = doc[at]
        if token.lower_ in ("in", "on", "at", "to", "and") and not _is_role(doc[start:at].text):
            return at + 1
    return start


def role_after(doc: Doc, found: Found) -> tuple[int, int] | None:
    """Return the token span of an office that stands behind a name and a comma: "X, the foreign minister of Y,"."""
    at = found.end
    if at >= len(doc) - 1 or doc[at].text not in (",", "(", "–", "-"):
        return None
    end = at + 1
    while end < len(doc) and not doc[end].is_punct and end - at < 14 and doc[end].pos_ not in ("VERB", "AUX", "PRON"):
        end += 1
    start = at + 1
    while start < end and doc[start].pos_ in ("DET", "NUM"):
        start += 1
    return (start, end) if start < end and _is_role(doc[start:end].text) else None


def _is_role(text: str) -> bool:
    words = re.findall(r"[\w-]+", text.casefold())
    spans = [" ".join(words[i : i + n]) for n in (1, 2, 3, 4) for i in range(len(words) - n + 1)]
    agents = actors.agents()
    return any(span in agents and (agents[span][1] == "T" or agents[span][0] in PERSONAL) for span in spans)


PERSONAL = {"JRN", "CVL", "CRM", "COP", "LEG", "JUD", "MIL", "GOV", "REB"}
