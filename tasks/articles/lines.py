"""The lines of a text as read from a page, without those that are not the article's."""

import re
from collections.abc import Iterable
from functools import cache

from tasks.text import folded
from tasks.wordlists import rows

SHORT_LINE = 300
REPEATED_WORDS = 6
END_SHARE = 0.5
TEASER_WORDS = 45
FIRST_LINES = 4
RUNNING_WORDS = 12


def clean(text: str, titles: Iterable[str] = ()) -> str:
    """Return `text`, one paragraph a line, without headlines on top, labels, boxes, calls, repetitions and tails.

    `titles` holds the headlines that may stand on top, however written.
    """
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    lines = _without_titles(lines, titles)
    lines = _without_end([line for line in _without_boxes(lines) if not _is_call(line)])
    lines = _without_repetitions(lines)
    while lines and _is(lines[-1], "tail", SHORT_LINE):
        lines.pop()
    return "\n".join(lines)


def _is_call(line: str) -> bool:
    return _is(line, "line", SHORT_LINE) or _is(line, "paywall", SHORT_LINE)


def _without_titles(lines: list[str], titles: Iterable[str]) -> list[str]:
    known = {_letters(title) for title in titles} - {""}
    return [line for line in lines[:FIRST_LINES] if _letters(line) not in known] + lines[FIRST_LINES:]


def _letters(text: str) -> str:
    return folded(text).replace(" ", "")


def _without_boxes(lines: list[str]) -> list[str]:
    """Drop labels with the teaser behind each, and summary boxes with their lists."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if _is(line, "label") and at < len(lines):
            at += _is_teaser(lines[at])
        elif _is(line, "box") and at < len(lines) and lines[at].startswith("- "):
            while at < len(lines) and lines[at].startswith("- "):
                at += 1
        else:
            kept.append(line)
    return kept


def _is_teaser(line: str) -> bool:
    """Return whether a line behind a label is a headline or a teaser cut short, not the article going on."""
    return line.endswith(("...", "…")) or (line[-1].isalnum() and len(line.split()) <= TEASER_WORDS)


def _without_end(lines: list[str]) -> list[str]:
    """Drop an end label and all behind it; the label alone where the article goes on behind it."""
    total = sum(map(len, lines))
    before = 0
    kept = []
    for at, line in enumerate(lines):
        is_label = before > END_SHARE * total and _is(line, "end")
        if is_label and not any(map(_is_running, lines[at + 1 : at + 2])):
            break
        if not is_label:
            kept.append(line)
        before += len(line)
    return kept


def _is_running(line: str) -> bool:
    return len(line.split()) >= RUNNING_WORDS and not line[-1].isalnum()


def _without_repetitions(lines: list[str]) -> list[str]:
    """Drop a line that stands before, and one quoted word for word out of a longer line, as pull quotes are."""
    plain = [folded(line) for line in lines]
    kept = []
    for at, (line, words) in enumerate(zip(lines, plain, strict=True)):
        is_long = len(words.split()) >= REPEATED_WORDS
        if not is_long or not (
            words in plain[:at] or any(len(words) < len(other) and words in other for other in plain)
        ):
            kept.append(line)
    return kept


def _is(line: str, kind: str, longest: int = 90) -> bool:
    return len(line) <= longest and _patterns(kind).match(line) is not None


def is_locked(text: str) -> bool:
    """Return whether a line of `text` says that the rest is for subscribers."""
    return any(_is(line.strip(), "paywall", SHORT_LINE) for line in text.splitlines())


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    values = "|".join(f"(?:{row['value']})" for row in rows("boilerplate.csv") if row["kind"] == kind)
    end = r"\s*[:.»>→-]*$" if kind in ("label", "end", "box") else ""
    return re.compile(rf"(?:[-*•>»▶]\s*)?(?:{values}){end}", re.IGNORECASE)
