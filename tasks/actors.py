"""Names and phrases to country and sector: who somebody acts for, as PLOVER codes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tasks import countries, places
from tasks.countries import adjectives, demonyms, display_names
from tasks.countries import names as country_names
from tasks.countries import of as country
from tasks.wordlists import Finder, folded, rows

__all__ = [
    "ActorCode", "Known", "Leader", "Listed", "adjectives", "agents", "bodies", "body", "country", "country_names",
    "demonyms", "display_names", "leader", "listed", "listed_at", "resolve",
]  # fmt: skip

WORD = re.compile(r"\w[\w.’'-]*\w\.?|\w")
CAPITALS = re.compile(r"[A-Z][\w’'-]*[a-z’'](?:\s[A-Z][\w’'-]+)*")
PROMINENT = 30_000  # inhabitants of a town that a phrase may take its country from
OFFICE_WORD = re.compile(r"[\w-]+")
INNER = re.compile(r"\w+(?:['’]s\b)?")
# An office in the armed forces tells more of a person than a rank or a second office does.
OFFICES = ("chief of the general staff", "chief of staff", "commander", "commander-in-chief")
# Offices whose holder may serve a party, a firm or a school as well as a state.
SOFT = ("president", "secretary", "governor", "vice president", "vice-president", "treasurer", "administrator")
HEADLESS = ("H", "I", "J")
LEADING = ("to", "against", "on", "with", "by", "toward", "towards")
SENT = ("envoy", "ambassador", "representative", "negotiator", "adviser", "advisor", "special", "consul", "trip")
SPLIT = frozenset(["of", "for", "from", "in", "at", "near", *LEADING])
IDLE = SPLIT | {"the", "a", "an", "and", "s", "its", "their", "his", "her", "some", "'s", "’s"}
FOREIGN = re.compile(r"-(?:backed|supported|funded|trained|armed|allied|aligned|friendly|sponsored|leaning|brokered)\b")
LOW = ("al", "anti", "gilets", "carabinieri", "uM")  # beginnings in lower case
LED = re.compile(r"-led\b")
HYPHENED = re.compile(r"-(?:[a-z]+ed|based|born|speaking|style|majority)\b")
PREFIXED = re.compile(r"(?:anti|pro|non|counter|ex)-", re.IGNORECASE)
TOWARDS = re.compile(r"\b(?:anti|pro|non|counter)-$")
OVER = ("GOV", "LEG", "JUD", "COP", "SPY", "MIL", "PTY", "OPP")


@dataclass(frozen=True, slots=True)
class ActorCode:
    """Country (ISO3 or international code), PLOVER sector, and the words that neither explains."""

    country: str | None
    sector: str | None
    remainder: str


@dataclass(frozen=True, slots=True)
class Known:
    """A body of the codebook: its full name, country and sector."""

    name: str
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that the codebook knows: what it is, whose, and how it must be written (`exact`) where case tells."""

    kind: Literal["body", "country", "demonym", "people"]
    name: str
    country: str | None
    sector: str | None
    exact: str | None


@dataclass(frozen=True, slots=True)
class Leader:
    """A holder of a well-known office, as of a year: full name, country, sector (ELI once out of office)."""

    name: str
    country: str
    sector: str


@cache
def bodies() -> dict[str, Known]:
    """Return the named bodies of the codebook by name and alias; acronyms keep their case, others are folded."""
    found: dict[str, Known] = {}
    for row in rows("actors.csv"):
        known = Known(row["name"], row["country"] or None, row["sector"] or None)
        for name in [row["name"], *row["aliases"].split("|")]:
            if name:
                bare = name.removeprefix("the ")
                found[bare if _exact(bare) else _key(bare)] = known
    return found


def _exact(name: str) -> bool:
    return name.isupper() or len(name) < 6


def _key(name: str) -> str:
    return folded(name).replace("'", "")


@cache
def agents() -> dict[str, tuple[str | None, str]]:
    """Return sector and kind (the `type` of codebook/agents.csv) by agent noun or phrase, in lower case."""
    return {row["word"]: (row["sector"] or None, row["type"]) for row in rows("agents.csv") if row["type"] != "N"}


@cache
def listed() -> Finder[Listed]:
    """Return the finder of listed names: bodies, then peoples, countries and demonyms."""
    found: list[tuple[str, Listed]] = []
    for row in rows("actors.csv"):
        facts = (row["name"], row["country"] or None, row["sector"] or None)
        for name in filter(None, [row["name"], *row["aliases"].split("|")]):
            bare = name.removeprefix("the ")
            exact = bare if _exact(bare) or bare[0].islower() else None
            found += [(each, Listed("body", *facts, exact)) for each in {bare, bare.replace("'", "")}]
    for row in rows("peoples.csv"):
        for name in filter(None, [row["name"], *row["aliases"].split("|")]):
            found.append((name, Listed("people", row["name"], row["country"], row["sector"] or None, name)))
    found += [(name, Listed("country", name, iso3, None, None)) for name, iso3 in country_names().items()]
    found += [(name, Listed("country", name, iso3, None, name)) for name, iso3 in countries.acronyms().items()]
    found += [(name, Listed("demonym", name, iso3, None, None)) for name, iso3 in demonyms().items()]
    return Finder(found)


def listed_at(text: str, lower: str, start: int) -> Iterator[tuple[int, Listed]]:
    """Yield (end, entry) of the listed names at `start` of `text`, longest first; `lower` is the text folded."""
    if text[start].isupper() or text.startswith(LOW, start):
        for end, entry in listed().at(lower, start):
            if entry.exact is None or text[start:end] == entry.exact:
                yield end, entry


@cache
def _agents() -> Finder[tuple[str, str | None, str]]:
    return Finder((word, (word, sector, kind)) for word, (sector, kind) in agents().items())


@cache
def _name_words() -> Finder[tuple[str, str | None, str]]:
    named = [row for row in rows("agents.csv") if row["type"] == "N"]
    return Finder((row["word"], (row["word"], row["sector"] or None, "N")) for row in named)


@cache
def _leaders() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows("leaders.csv"):
        for name in [row["name"], *row["aliases"].split("|")]:
            if name:
                found.setdefault(folded(name), []).append(dict(row))
    return found


def leader(name: str, year: int | None = None) -> Leader | None:
    """Return the well-known office holder of that name as of `year` (None: the last one), None if there is none."""
    held = _leaders().get(folded(name))
    if not held:
        return None
    now = [row for row in held if year and int(row["since"]) <= year <= int(row["until"] or 9999)]
    past = [row for row in held if year is None or int(row["until"] or 9999) < year]
    if now:
        latest = max(now, key=lambda row: int(row["since"]))
        return Leader(latest["name"], latest["country"], latest["sector"])
    last = (past or held)[-1]
    sector = "ELI" if past and year and last["sector"] in ("GOV", "LEG") else last["sector"]
    return Leader(last["name"], last["country"], sector)


def body(name: str) -> Known | None:
    """Return the codebook's body of that name, None when there is none."""
    bare = re.sub(r"^(?:[Tt]he|THE)\s+", "", name)
    return bodies().get(bare) or (bodies().get(_key(bare)) if len(bare) >= 6 else None)


@dataclass(frozen=True, slots=True)
class _Hit:
    """What stands in a phrase at [start, end): kind body, country, demonym, foreign (a sponsor), or a type."""

    start: int
    end: int
    kind: str
    word: str
    country: str | None
    sector: str | None
    part: int  # number of the part of the phrase, cut at prepositions
    after: str = ""  # the preposition before that part


def resolve(phrase: str, home: str | None = None) -> ActorCode:
    """Return country and sector of a phrase such as "four Saudi men" or "the outlawed Kurdistan Workers' Party".

    `home` is the country that a party without a country of its own belongs to: the one that the text is about.
    """
    hits, left = _read(phrase)
    sector = _sector(hits)
    iso3 = _country(hits) or _of_office(phrase, home)
    if left:
        iso3, left = _of_place(phrase, left, iso3, home)
    if iso3 is None and any(hit.sector or hit.kind in HEADLESS for hit in hits):
        iso3 = home
    if sector is None and len(hits) == 1 and hits[0].kind == "country" and not left:
        sector = "GOV"
    return ActorCode(iso3, sector, " ".join(left))


def _read(phrase: str) -> tuple[list[_Hit], list[str]]:
    lower = folded(phrase)
    hits: list[_Hit] = []
    left: list[str] = []
    at, part, after = 0, 0, ""
    while word := INNER.search(phrase, at):
        start = word.start()
        hit = None if _is_half(phrase, start, left) else _hit(phrase, lower, start, part, after)
        if hit:
            hits.append(hit)
            at = max(hit.end, start + 1)
            continue
        prefix = PREFIXED.match(phrase, start)
        if prefix:
            at = prefix.end()
            continue
        whole = WORD.match(phrase, start)
        text = whole[0] if whole else word[0]
        at = start + len(text)
        bare = text.casefold()
        if bare in SPLIT:
            part, after = part + 1, bare
        elif bare not in IDLE and not FOREIGN.search(bare) and not LED.search(bare):
            left.append(text)
    return hits, left


def _is_half(phrase: str, start: int, left: list[str]) -> bool:
    """Return whether a word is the second of a place's name that is no country's: New Jersey, New Mexico."""
    name = phrase[start:].split(" ")[0].strip(",.").removesuffix("'s").removesuffix("’s")
    named = left[-1:] == ["New"] and phrase[:start].endswith("New ") and country(name) is not None
    return named and places.sure(f"New {name}") is not None


def _hit(phrase: str, lower: str, start: int, part: int, after: str) -> _Hit | None:
    """Return the longest thing known that begins at `start`: a listed name before an agent of the same length."""
    found = next(listed_at(phrase, lower, start), None)
    agent = next(_agents().at(lower, start), None)
    if agent is None or (phrase[start].isupper() and agent[1][2] in HEADLESS):
        agent = next(_name_words().at(lower, start), agent) if phrase[start].isupper() else agent
    if found and (agent is None or found[0] >= agent[0]):
        end, entry = found
        end, kind = _used(lower, start, end, entry, after)
        return _Hit(start, end, kind, entry.name, entry.country, entry.sector, part, after)
    if agent:
        end, (word, sector, kind) = agent
        return _Hit(start, end, kind, word, None, sector, part, after)
    return None


def _used(lower: str, start: int, end: int, entry: Listed, after: str) -> tuple[int, str]:
    """Return where a listed name with what is hyphened to it ends, and as what it serves in the phrase."""
    kind: str = "body" if entry.kind == "people" and entry.sector else entry.kind
    kind = "demonym" if kind == "people" else kind
    if kind != "body" and (FOREIGN.match(lower, end) or TOWARDS.search(lower[:start]) or _is_aim(after, lower)):
        kind = "foreign"
    elif kind != "body" and LED.match(lower, end):
        kind = "led"
    hyphened = HYPHENED.match(lower, end)
    return hyphened.end() if hyphened else end, kind


def _is_aim(after: str, lower: str) -> bool:
    """Return whether what stands behind that preposition is dealt with rather than belonged to: envoy to X."""
    return after in LEADING or (after == "for" and any(word in lower for word in SENT))


def _country(hits: list[_Hit]) -> str | None:
    for hit in hits:
        if hit.kind == "body" and hit.country:
            return hit.country
    if any(hit.kind == "led" for hit in hits) and any(hit.word == "coalition" for hit in hits):
        return "IGO"
    return next((hit.country for hit in hits if hit.kind in ("country", "demonym")), None)


def _of_office(phrase: str, home: str | None) -> str | None:
    """Return the country that has an office of that name, unless `home` has one too; None when none is known."""
    padded = f" {' '.join(OFFICE_WORD.findall(phrase.casefold()))} "
    found = [row for row in rows("titles.csv") if f" {row['phrase']} " in padded]
    if not found:
        return None
    best = max(found, key=lambda row: len(row["phrase"]))
    shared = home and (best["unless"] == "*" or home in best["unless"].split("|"))
    return home if shared else best["country"]


def _of_place(phrase: str, left: list[str], iso3: str | None, home: str | None) -> tuple[str | None, list[str]]:
    """Return the country of a town or province named in the phrase, unless known, and the words left without it."""
    for name in CAPITALS.findall(phrase):
        words = [word.removesuffix("'s").removesuffix("’s") for word in name.split()]
        for size in range(len(words), 0, -1):
            for at in range(len(words) - size + 1):
                some = words[at : at + size]
                if set(some) <= {word.removesuffix("'s").removesuffix("’s") for word in left}:
                    place = places.resolve(" ".join(some), [home or iso3 or ""], least=PROMINENT)
                    if place and place.country and place.country == (iso3 or place.country):
                        return place.country, [word for word in left if not word.startswith(tuple(some))]
    return iso3, left


def _sector(hits: list[_Hit]) -> str | None:
    """Return the sector that says most: an office, a known body, then the head of the phrase."""
    said = [hit for hit in hits if hit.kind in ("T", "G", "O", "H", "I", "J", "N", "A")]
    known = [hit for hit in hits if hit.kind == "body"]
    former = [hit for hit in hits if hit.kind == "M" and hit.sector]
    civil = [hit for hit in said if hit.kind in ("T", "N", "O") and hit.sector in ("GOV", "LEG")]
    if not former and any(hit.word in OFFICES for hit in said) and not (civil and not _is_of_forces(said)):
        return "MIL" if not known or known[0].sector in ("MIL", None) else known[0].sector
    titles = [hit for hit in said if hit.kind == "T" and hit.sector and hit.sector != "MIL"]
    if known and known[0].sector == "PTY" and any(hit.sector == "LEG" for hit in (*known, *said)):
        return "ELI" if former else "LEG"
    if known and known[0].sector and not (titles and known[0].sector not in ("REB", "PRM", "CRM")):
        return _unless_former(known[0].sector, former, [hit for hit in said if hit.kind in ("T", "H", "I")])
    if titles:
        return _of_titles(titles, said, former)
    if known and known[0].sector is None:
        own = [hit.sector for hit in said if hit.sector in ("MIL", "COP", "JUD", "MED", "JRN", "LEG")]
        return own[-1] if own else None
    head = _head(said)
    return _unless_former(head.sector if head else None, former, [head] if head else [])


def _is_of_forces(said: list[_Hit]) -> bool:
    """Return whether an office of the general staff is said, or a force beside one that civil bodies have too."""
    staff = [hit for hit in said if hit.word in OFFICES and hit.word != "chief of staff"]
    return bool(staff) or any(hit.kind != "T" and hit.sector == "MIL" for hit in said)


def _of_titles(titles: list[_Hit], said: list[_Hit], former: list[_Hit]) -> str | None:
    """Return the sector of the first office said, of a party's or firm's where it is theirs, ELI for a former one."""
    running = [hit for hit in titles if hit.sector in ("PTY", "OPP")]
    first = titles[0]
    if former and former[0].start < first.start:
        return running[0].sector if running else "ELI"
    if first.word in SOFT:
        owners = [
            h for h in said if h.kind in ("O", "N") and h.part <= first.part + 1 and h.sector not in ("GOV", None)
        ]
        owners = [
            h for h in owners if h.sector in ("PTY", "BUS", "EDU", "LAB", "SOC", "REB", "JRN", "MED", "OPP", "JUD")
        ]
        if owners:
            return owners[0].sector
    return first.sector


def _head(said: list[_Hit]) -> _Hit | None:
    """Return the hit that names the party: the last of the first part, or what a holder of a place in it belongs to."""
    said = [hit for hit in said if hit.sector or hit.kind in HEADLESS]
    if not said:
        return None
    first = [hit for hit in said if hit.part == said[0].part]
    head = first[-1]
    if head.kind not in HEADLESS:
        return head
    owners = [hit for hit in reversed(first[:-1]) if hit.kind not in HEADLESS and hit.sector]
    owners += [hit for hit in said if hit.part > head.part and hit.kind not in HEADLESS and hit.sector]
    return owners[0] if owners else head if head.sector else next((hit for hit in reversed(first) if hit.sector), None)


def _unless_former(sector: str | None, former: list[_Hit], holders: list[_Hit]) -> str | None:
    person = any(hit.kind in ("T", "H", "I") or hit.sector in ("GOV", "LEG", "JUD") for hit in holders)
    return "ELI" if former and person and sector in OVER else sector
