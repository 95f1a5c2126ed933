"""Entities of different articles that are one person: by name, role, country and company, never by surname alone."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from tasks.records import EntityMerge, stable_id
from tasks.wordlists import folded

ALIKE = 0.8  # how alike two writings of a given name are at least: Sergei, Sergey
COMPANY = 2  # people and bodies named with both, where no office speaks for it
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A person as merging sees it: names alike have one `surname`; `offices` are those held, with their country."""

    entity_id: str
    name: str
    country: str | None
    surname: str
    offices: frozenset[str]


Told = tuple[Person, Person, str]


def merges(
    people: Sequence[Person], undone: Collection[Pair], company: Callable[[Sequence[Pair]], Mapping[Pair, int]]
) -> list[EntityMerge]:
    """Return which of the people are one, each as a merge into the one with the fullest name.

    `undone` holds pairs of entity ids that were told apart by hand; `company` gives for pairs how many others are named
    in articles of both.
    """
    likely = [pair for pair in _pairs(people) if _may_be_one(*pair)]
    together = company([(one.entity_id, other.entity_id) for one, other in likely]) if likely else {}
    split = {entity_id for entity_id, _ in undone}
    told = [(one, other, reason) for one, other in likely if (reason := _reason(one, other, together))]
    told.sort(key=lambda each: each[0].entity_id in split or each[1].entity_id in split)
    groups = _Groups({each.entity_id: each for each in people}, undone)
    for one, other, reason in told:
        if not _is_bare(one):
            groups.join(one, other, reason)
    for one, some in _by_bare(told).items():
        if len({groups.main(other) for other, _ in some}) == 1:
            groups.join(one, *some[0])
    return groups.merges()


class _Groups:
    """People put together, as far as none was told apart by hand."""

    def __init__(self, people: Mapping[str, Person], undone: Collection[Pair]) -> None:
        self._people = people
        self._undone = undone
        self._group_of = {entity_id: {entity_id} for entity_id in people}
        self._why: dict[str, str] = {}

    def join(self, one: Person, other: Person, reason: str) -> None:
        """Put two groups together because two of their people are one."""
        ours, theirs = self._group_of[one.entity_id], self._group_of[other.entity_id]
        if any((a in ours and b in theirs) or (b in ours and a in theirs) for a, b in self._undone):
            return
        ours |= theirs
        self._group_of |= dict.fromkeys(ours, ours)
        self._why = {one.entity_id: reason, other.entity_id: reason} | self._why

    def main(self, person: Person) -> str:
        """Return the id of the one with the fullest name in a person's group."""
        return max(self._group_of[person.entity_id], key=self._rank)

    def _rank(self, entity_id: str) -> tuple[int, int, str]:
        person = self._people[entity_id]
        return len(person.name), len(person.offices), entity_id

    def merges(self) -> list[EntityMerge]:
        """Return the merges that the groups come to, by entity id."""
        mains = {each: max(group, key=self._rank) for each, group in self._group_of.items()}
        return [
            EntityMerge(stable_id("merge", each, main), each, main, self._why[each])
            for each, main in sorted(mains.items())
            if each != main
        ]


def _pairs(people: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Yield the pairs of one surname of which at least one has more of a name."""
    full: dict[str, list[Person]] = defaultdict(list)
    bare: dict[str, list[Person]] = defaultdict(list)
    for each in people:
        (full if len(_words(each.name)) > 1 else bare)[each.surname].append(each)
    for surname, some in full.items():
        yield from combinations(some, 2)
        yield from ((one, other) for one in bare[surname] for other in some)


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", folded(name))


def _may_be_one(one: Person, other: Person) -> bool:
    """Return whether names and countries allow two to be one; a bare surname needs country and office to agree too."""
    ours, theirs = _words(one.name), _words(other.name)
    if min(len(ours), len(theirs)) == 1:
        return one.country is not None and one.country == other.country and bool(one.offices & other.offices)
    if ours == theirs:
        return True
    return one.country == other.country and _one_name(ours, theirs)


def _one_name(ours: list[str], theirs: list[str]) -> bool:
    """Return whether two full names may be one: fuller or less full, with an initial, or otherwise transliterated."""
    short, long = sorted((ours[:-1], theirs[:-1]), key=len)
    at = 0
    for word in short:
        while at < len(long) and not _one_word(word, long[at]):
            at += 1
        at += 1
    return at <= len(long)


def _one_word(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return one == other or (one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= ALIKE)


def _reason(one: Person, other: Person, company: Mapping[Pair, int]) -> str | None:
    shared = sorted(one.offices & other.offices)
    n = company.get((one.entity_id, other.entity_id), 0)
    same = ["name" if _words(one.name) == _words(other.name) else "surname" if _is_bare(one) else "like name"]
    same += ["country"] if one.country == other.country else []
    same += ["office " + shared[0].strip()] if shared else []
    same += [f"{n} named with both"] if n else []
    enough = bool(shared) and n > 0 if _is_bare(one) else bool(shared) or n >= COMPANY
    return ", ".join(same) if enough else None


def _is_bare(person: Person) -> bool:
    return len(_words(person.name)) == 1


def _by_bare(told: Sequence[Told]) -> dict[Person, list[tuple[Person, str]]]:
    """Return, by each person of a bare surname, the people that it may mean and why."""
    found: dict[Person, list[tuple[Person, str]]] = defaultdict(list)
    for one, other, reason in told:
        if _is_bare(one):
            found[one].append((other, reason))
    return found
