"""Roles as said to offices: "First Deputy Defense Minister and Chief of the General Staff" is two, each of its body."""

import re
from collections.abc import Iterator
from functools import cache

from tasks import actors
from tasks.records import Office
from tasks.wordlists import folded, rows

WORD = re.compile(r"[\w.’'&-]*\w")
APART = re.compile(r"\s*(?:,|;|/)\s*|\s+(?:and|&|as well as)\s+")
OF = re.compile(r"\s*(?:,\s*)?(of|at|for|to|in|on)\s+(?:the\s+)?", re.IGNORECASE)
END = re.compile(r"\s+(?:who|that|which|in|on|at|with|since|until|under|during)\s.*", re.IGNORECASE)
EX = re.compile(r"\bex-", re.IGNORECASE)
ELSEWHERE = re.compile(r".*\b(?:of|for|in|with|at|to|by)\b", re.IGNORECASE)
SECRETARY = re.compile(r"(?:(?:deputy|assistant|acting|under) )*(?:under-?)?secretary")
POSSESSIVE = re.compile(r"['’]s\b|['’](?=\s)")
FORMER = ("former", "ex", "formerly", "previous", "then", "late", "outgoing")
RANKED = ("first", "second", "deputy", "vice", "acting", "interim", "caretaker", "senior", "assistant", "associate",
          "chief", "special", "principal", "permanent", "lead", "honorary", "under")  # fmt: skip
LONGEST = 6  # words of an office


def held(said: str, country: str | None) -> tuple[Office, ...]:
    """Return the offices in the words said of a person of that country, in order; a courtesy or a trade is none."""
    found: list[Office] = []
    for part in _parts(said):
        office = _office(part, country)
        if office and office not in found:
            found.append(office)
    return tuple(found)


def _parts(said: str) -> Iterator[str]:
    """Yield the words of each office; what names none belongs to the office before: "Foreign Affairs and Trade"."""
    parts: list[str] = []
    start = 0
    for cut in APART.finditer(said):
        if _found(said[cut.end() :].split(",")[0]) and _found(said[start : cut.start()]):
            parts.append(said[start : cut.start()])
            start = cut.end()
    yield from (*parts, said[start:])


@cache
def _titles() -> frozenset[str]:
    """Return the words of offices: of a state, a force, a party; and of holders of a place in any body."""
    agents = actors.agents().items()
    return frozenset(word for word, (sector, kind) in agents if kind == "H" or (kind == "T" and sector)) | set(_known())


@cache
def _known() -> dict[str, dict[str, str]]:
    return {row["said"]: dict(row) for row in rows("offices.csv")}


def _found(part: str) -> tuple[int, int] | None:
    """Return where the first and longest words of an office stand in a part."""
    tokens = list(WORD.finditer(folded(part)))
    for at in range(len(tokens)):
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            words = " ".join(token[0].rstrip(".") for token in tokens[at : at + size])
            if words in _titles():
                return tokens[at].start(), tokens[at + size - 1].end()
    return None


def _office(part: str, country: str | None) -> Office | None:
    plain = EX.sub("former ", part)
    at = _found(plain)
    if at is None:
        return None
    code = actors.resolve(plain)
    before = _before(plain[: at[0]])
    ranks, own = [word for word in map(folded, before) if word in RANKED], _own(before)
    title = folded(plain[at[0] : at[1]]).replace(".", "")
    if title.startswith("party ") and own:
        title, own = title.removeprefix("party "), [*own, "Party"]
    field, body = ([], " ".join(own)) if any(word[0].isupper() for word in own) else (own, "")
    link, named = _after(plain[at[1] :])
    is_aim = link == "to" or (link == "for" and (" " not in named or actors.country(named)))
    if is_aim and named and not title.endswith("minister"):
        title, named = f"{title} {link} {named}", ""
    if actors.country(named) is not None:
        named = ""
    office, body = _canonical([*ranks, *field, *title.split()], named or body, code.country or country)
    former = any(word in FORMER for word in map(folded, before)) and not office.startswith("former")
    return Office(f"former {office}" if former else office, body or None, code.country or country, part.strip())


def _before(text: str) -> list[str]:
    """Return the words before an office that belong to it."""
    plain = POSSESSIVE.sub("", ELSEWHERE.sub("", text).replace("(", " ").replace(")", " "))
    return [
        word
        for word in plain.split()
        if WORD.fullmatch(word.rstrip(".")) and folded(word) not in ("the", "a", "an", "s")
    ]


def _own(before: list[str]) -> list[str]:
    """Return the words before an office without ranks and without the country at their beginning."""
    own = [word for word in before if folded(word) not in (*RANKED, *FORMER)]
    for size in (3, 2, 1):
        first, rest = " ".join(own[:size]), own[size:]
        if actors.country(first) and (first.casefold() in actors.demonyms() or not any(w[0].isupper() for w in rest)):
            return rest
    return own


def _after(text: str) -> tuple[str, str]:
    """Return how an office is joined to what it is of, and that: a body, a place, a country; else two empty strings."""
    of = OF.match(text)
    if not of:
        return "", ""
    return of[1].casefold(), re.split(r",\s", END.sub("", text[of.end() :]))[0].strip(" ,.-")


def _canonical(words: list[str], body: str, country: str | None) -> tuple[str, str]:
    """Return an office in one writing and its body: "minister of foreign affairs" is foreign minister of a ministry."""
    office = " ".join(words)
    inside = re.fullmatch(r"(.*?)\bminister (?:of|for) (?:the )?(.+)", office)
    if inside or words[-1] == "minister":
        known = inside or (body and not actors.body(body))
        return _minister(
            inside[1].split() if inside else words[:-1], inside[2] if inside else folded(body) if known else ""
        )
    if body and SECRETARY.fullmatch(office):
        of_usa = (f"{office} of {folded(body)}", f"Department of {re.split(' for ', body)[0]}")
        return of_usa if country == "USA" else (f"{folded(body)} {office}", "")
    row = _known().get(office)
    if row and row["country"] in ("", country):
        office, body = row["office"], body or row["body"]
    known_body = actors.body(body) if body else None
    return office, known_body.name if known_body else body


def _minister(before: list[str], after: str) -> tuple[str, str]:
    ranks = [word for word in before if word in RANKED or word in ("prime", "state", "cabinet", "junior")]
    field = after or " ".join(word for word in before if word not in ranks)
    row = _fields().get(field)
    name, ministry = (row["office"], row["body"]) if row else (field, field.title())
    office = " ".join([*ranks, name, "minister"]).replace("  ", " ")
    return office.strip(), f"Ministry of {ministry}" if ministry and "prime" not in ranks else ""


@cache
def _fields() -> dict[str, dict[str, str]]:
    return {
        row["said"].removeprefix("minister of "): dict(row)
        for row in rows("offices.csv")
        if row["said"].startswith("minister of ")
    }
