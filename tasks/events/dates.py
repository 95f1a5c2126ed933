"""When an event happened: the words that date it, anchored to the day of publication."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Token

from tasks.records import Precision

MONTHS = {name: at for at, names in enumerate((
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
WEEKDAYS = {
    name: at for at, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
TO_DAY = r"\s?[-–]\s?\d{1,2}(?:st|nd|rd|th)?"  # the end of a period of days, which counts as its first
DATES = re.compile(
    rf"""
      (?P<mdy>\b(?P<m1>{MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:{TO_DAY}\b)?(?!\s*(?:people|,?\d{{3}}\b))
        (?:,?\s+(?P<y1>(?:19|20)\d\d))?)
    | (?P<dmy>\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:{TO_DAY})?\s+(?:of\s+)?(?P<m2>{MONTH})\b\.?
        (?:,?\s+(?P<y2>(?:19|20)\d\d))?)
    | (?P<my>\b(?P<m3>{MONTH})\b\.?,?\s+(?:of\s+)?(?P<y3>(?:19|20)\d\d))
    | (?P<month>
        \b(?:in|since|last|next|during|early|late|mid-?|this|for|until|by|from|(?:end|start|beginning|middle)\s+of)\s+
        (?P<m4>{MONTH})\b(?P<before>\s+(?:of\s+)?last\s+year\b)?
        (?!\.?,?\s+(?:of\s+)?(?:19|20)\d\d|\.?\s+\d))
    | (?P<iso>\b(?P<y5>(?:19|20)\d\d)-(?P<m5>\d\d)-(?P<d5>\d\d)\b)
    | (?P<year>\b(?:in|since|during|of|early|late|mid-?)\s+(?P<y4>(?:19|20)\d\d)\b)
    | (?P<weekday>\b(?P<lastnext>last|next|this)?\s*\b
        (?P<wd>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)
    | (?P<relative>\b(?:today|tonight|yesterday|tomorrow|last\s+night|overnight|
        this\s+(?:morning|afternoon|evening))\b)
    | (?P<ago>\b(?P<n>\w+)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b)
    | (?P<period>\b(?P<which>last|this|next|(?:earlier|later)\s+in\s+the)\s+(?P<span>week|month|year)\b)
    | (?P<season>\b(?P<of>last|this|next)\s+(?P<named>spring|summer|autumn|fall|winter)\b)
    | (?P<nth>\bon\s+the\s+(?P<d6>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?{MONTH}|\s+[a-z]*\s?anniversary))
    """,
    re.VERBOSE | re.IGNORECASE,
)
LAST_MONTHS = {"spring": 5, "summer": 8, "autumn": 11, "fall": 11, "winter": 2}
"""The last month of each season, north of the tropics."""
SUBJECTS = ("nsubj", "nsubjpass", "appos")
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


@dataclass(frozen=True, slots=True)
class When:
    """A dated period: its first day, its length, how it was worked out, and the words (character offsets)."""

    day: date | None
    precision: Precision
    method: str
    start: int
    end: int


def dates_in(text: str, offset: int, anchor: date | None, *, future: bool = False) -> list[When]:
    """Return the dates that `text` states, in order; relative ones need `anchor`, the day of publication.

    `offset` is added to the character positions; `future` says that the clause speaks of what is to come.
    """
    found = (_when(match, offset, anchor, future) for match in DATES.finditer(text))
    return [when for when in found if when]


def _when(match: re.Match[str], offset: int, anchor: date | None, future: bool) -> When | None:
    kind = match.lastgroup or ""
    read = next((name for name in READERS if match[name]), kind)
    made = READERS[read](match, anchor, future) if read in READERS else None
    if made is None:
        return None
    day, precision, method = made
    return When(day, precision, method, offset + match.start(), offset + match.end())


Made = tuple[date, Precision, str] | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_day(month: str, day: str, year: str | None, anchor: date | None, future: bool) -> Made:
    number = MONTHS[month.lower()]
    if year:
        made = _day(int(year), number, int(day))
        return (made, "day", "explicit") if made else None
    if anchor is None:
        return None
    near = [each for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (each := _day(y, number, int(day)))]
    # What is told as past lies before publication, or a few days after for a date line that was wrong.
    fit = [each for each in near if (each >= anchor if future else each <= anchor + timedelta(days=3))]
    pick = min(fit, key=lambda each: abs(each - anchor), default=None)
    return (pick, "day", "month and day, nearest year") if pick else None


def _month(month: str, anchor: date | None, future: bool, is_last_year: bool) -> Made:
    if anchor is None:
        return None
    number = MONTHS[month.lower()]
    if is_last_year:
        return date(anchor.year - 1, number, 1), "month", "month of last year"
    year = anchor.year + (1 if future and number < anchor.month else -1 if not future and number > anchor.month else 0)
    return date(year, number, 1), "month", "month, nearest year"


def _weekday(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    if anchor is None:
        return None
    wanted, which = WEEKDAYS[match["wd"].lower()], (match["lastnext"] or "").lower()
    if future or which == "next":
        return (
            anchor + timedelta(days=(wanted - anchor.weekday()) % 7 or (7 if which == "next" else 0)),
            "day",
            "weekday to come",
        )
    back = (anchor.weekday() - wanted) % 7
    return anchor - timedelta(days=back or (7 if which == "last" else 0)), "day", "last such weekday"


def _relative(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    if anchor is None:
        return None
    words = " ".join(match["relative"].lower().split())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(words, 0)
    return anchor + timedelta(days=shift), "day", f"relative: {words}"


def _ago(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    number = NUMBERS.get(match["n"].lower()) or (
        int(match["n"]) if match["n"].isdigit() and len(match["n"]) < 4 else None
    )
    if anchor is None or number is None:
        return None
    unit = match["unit"].lower()
    if unit == "day":
        return anchor - timedelta(days=number), "day", "days ago"
    if unit == "week":
        return (anchor - timedelta(weeks=number)).replace(day=1), "month", "weeks ago"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 - number
        return date(months // 12, months % 12 + 1, 1), "month", "months ago"
    return date(max(anchor.year - number, 1), 1, 1), "year", "years ago"


def _period(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    if anchor is None:
        return None
    which = " ".join(match["which"].lower().split())
    step = {"last": -1, "next": 1}.get(which, 0)
    span = match["span"].lower()
    if span == "year":
        return date(anchor.year + step, 1, 1), "year", f"{which} year"
    if span == "month":
        months = anchor.year * 12 + anchor.month - 1 + step
        return date(months // 12, months % 12 + 1, 1), "month", f"{which} month"
    middle = anchor + timedelta(days=3 - anchor.weekday(), weeks=step)
    return (middle if step else min(middle, anchor)).replace(day=1), "month", f"{which} week"


def _season(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    if anchor is None:
        return None
    is_over = anchor.month > LAST_MONTHS[match["named"].lower()]
    step = {"last": 0 if is_over else -1, "this": 0, "next": 1 if is_over else 0}[match["of"].lower()]
    return date(anchor.year + step, 1, 1), "year", f"{match['of'].lower()} season"


def _nth(match: re.Match[str], anchor: date | None, future: bool) -> Made:
    if anchor is None:
        return None
    first = anchor.replace(day=1)
    months = [first, (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)]
    days = [made for each in months if (made := _day(each.year, each.month, int(match["d6"])))]
    fit = [each for each in days if (each >= anchor if future else each <= anchor)]
    return (min(fit, key=lambda each: abs(each - anchor)), "day", "day of the month") if fit else None


def _iso(match: re.Match[str]) -> Made:
    made = _day(int(match["y5"]), int(match["m5"]), int(match["d5"]))
    return (made, "day", "explicit") if made else None


READERS = {
    "mdy": lambda m, a, f: _month_day(m["m1"], m["d1"], m["y1"], a, f),
    "dmy": lambda m, a, f: _month_day(m["m2"], m["d2"], m["y2"], a, f),
    "my": lambda m, a, f: (date(int(m["y3"]), MONTHS[m["m3"].lower()], 1), "month", "explicit"),
    "month": lambda m, a, f: _month(m["m4"], a, f, bool(m["before"])),
    "iso": lambda m, a, f: _iso(m),
    "year": lambda m, a, f: (date(int(m["y4"]), 1, 1), "year", "explicit"),
    "weekday": _weekday,
    "relative": _relative,
    "ago": _ago,
    "period": _period,
    "season": _season,
    "nth": _nth,
}


def distance(when: When, trigger: Token) -> int:
    """Return how far in the grammar a date stands from a trigger; one told of somebody in passing is farther."""
    span = trigger.doc.char_span(when.start, when.end, alignment_mode="expand")
    if span is None:
        return 99
    line = [span.root, *span.root.ancestors]
    ours = [trigger, *trigger.ancestors]
    up = next((at for at, each in enumerate(line) if each in ours), None)
    if up is None:
        return 500
    aside = any(each.dep_ == "relcl" and each.head.dep_ in SUBJECTS for each in line[:up])
    return (up + ours.index(line[up])) * 10 + abs(span.root.i - trigger.i) // 5 + 60 * aside
