"""The trigger lexicon and cue words of the codebook, indexed for the coder."""

from dataclasses import dataclass
from functools import cache

from tasks.wordlists import rows


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a trigger word tells: type, mode if any, and how its parties are laid out (codebook/triggers.csv)."""

    type: str
    mode: str | None
    frame: str


@cache
def triggers(pos: str) -> dict[str, Trigger]:
    """Return the triggers of a part of speech (v or n) by lemma or two-word form; the first listed wins."""
    found: dict[str, Trigger] = {}
    for row in rows("triggers.csv"):
        if row["pos"] == pos:
            for word in row["words"].split("|"):
                found.setdefault(word, Trigger(row["type"], row["mode"] or None, row["frame"]))
    return found


@cache
def cues(kind: str) -> dict[str, str]:
    """Return the cue words of a kind with what they stand for."""
    return {row["value"]: row["value2"] for row in rows("cues.csv") if row["kind"] == kind}
