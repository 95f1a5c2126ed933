"""`python -m bench.entities`: the names found and who they act for, against labelled documents, with classes of error.

`--errors CLASS N` prints N errors of the classes whose name begins with CLASS, on the training documents only.
"""

import csv
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from spacy.language import Language

from bench.shared import documents, present, rounded, scorer, tell
from tasks import actors, entities, events, interchange, nlp
from tasks.entities import Reading
from tasks.events.code import acting_sector
from tasks.records import Entity
from tasks.settings import ROOT

TYPES = ("PERSON", "ORG", "PLACE")
NEAR_KM = 161.0
Named = dict[str, Any]
Errors = dict[str, list[tuple[Any, ...]]]


def main() -> None:
    """Measure and tell."""
    if not present():
        return
    pipeline = nlp.load()
    figures: dict[str, dict[str, Any]] = {}
    for folder in ("train", "bench/dev"):
        gold = documents(folder)
        readings = entities.find([interchange.article(document) for document in gold], pipeline)
        figures[folder], errors = measured(gold, readings)
        if folder == "train":
            classes = errors
    listed = {"actor phrases": phrases(), "ambiguous places": towns(pipeline)}
    train, dev = figures["train"], figures["bench/dev"]
    lines = [(name, rounded(dev[name]), rounded(train[name])) for name in train]
    counts = {name: len(found) for name, found in sorted(classes.items(), key=lambda each: -len(each[1]))}
    tell("entities", {**figures, **listed, "errors_on_train": counts}, lines, ("measure", "dev", "train"))
    for name, shares in listed.items():
        print(f"{name}: {', '.join(f'{fact} {rounded(share)}' for fact, share in shares.items())}")
    for name, count in counts.items():
        print(f"{count:5} {name}")
    if "--errors" in sys.argv:
        at = sys.argv.index("--errors")
        _print_errors(classes, sys.argv[at + 1], int(sys.argv[at + 2]))


def phrases() -> dict[str, float]:
    """Return how many actor phrases the table of the tests has, and the share whose code is right in all."""
    cases = _cases("actors.csv")
    codes = [actors.resolve(case["phrase"], case["home"] or None) for case in cases]
    right = [
        (code.country or "", code.sector or "", code.remainder) == (case["country"], case["sector"], case["remainder"])
        for case, code in zip(cases, codes, strict=True)
    ]
    return {"n": len(cases), "right": sum(right) / len(cases)}


def towns(pipeline: Language) -> dict[str, float]:
    """Return how many ambiguous places the table of the tests has, and the shares right in country and near enough."""
    cases = _cases("places.csv")
    readings = entities.find([interchange.article({"id": str(at), **case}) for at, case in enumerate(cases)], pipeline)
    found = [_place_called(case["name"], reading) for case, reading in zip(cases, readings, strict=True)]
    pairs = list(zip(cases, found, strict=True))
    country = sum(place is not None and place.country == case["country"] for case, place in pairs)
    near = sum(place is not None and _km(case, place) <= NEAR_KM for case, place in pairs)
    return {"n": len(cases), "country": country / len(cases), f"within_{NEAR_KM:.0f}_km": near / len(cases)}


def _cases(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests" / "cases" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _place_called(name: str, reading: Reading) -> Entity | None:
    ids = {mention.entity_id for mention in reading.mentions if mention.text == name}
    return next((each for each in reading.entities if each.entity_id in ids and each.type == "PLACE"), None)


def _km(case: dict[str, str], place: Entity) -> float:
    if place.lat is None or place.lon is None:
        return math.inf
    a, b, apart = (math.radians(each) for each in (float(case["lat"]), place.lat, float(case["lon"]) - place.lon))
    return 6371.0 * math.acos(min(1.0, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(apart)))


def measured(gold: list[dict[str, Any]], readings: list[Reading]) -> tuple[dict[str, Any], Errors]:
    """Return the figures over the documents, and the errors by class."""
    codings = events.code(readings)
    rows = [interchange.row(reading, coding) for reading, coding in zip(readings, codings, strict=True)]
    counts: Counter[str] = Counter()
    errors: Errors = defaultdict(list)
    for document, reading, row in zip(gold, readings, rows, strict=True):
        _compare(document, row["entities"], counts, errors)
        _parties(document, reading, counts, errors)
    figures = {f"entity_f1_{name}": _f1(counts, [name]) for name in TYPES}
    figures["entity_f1"] = _f1(counts, TYPES)
    for fact in ("country", "sector"):
        figures[f"entity_{fact}_right"] = counts[fact] / counts["facts"]
    for fact in ("found", "country", "sector", "right"):
        figures[f"participant_{fact}"] = counts[f"party {fact}"] / counts["parties"]
    return figures, errors


def _f1(counts: Counter[str], types: Iterable[str]) -> float:
    hit, gold, system = (sum(counts[f"{what} {name}"] for name in types) for what in ("hit", "gold", "system"))
    return 2 * hit / (gold + system)


def _norm(name: str) -> str:
    made: str = scorer("score_events").norm(name)
    return made


def _forms(entity: Named) -> set[str]:
    return {_norm(name) for name in [entity["name"], *(entity.get("aliases") or [])]} - {""}


def _compare(document: dict[str, Any], system: list[Named], counts: Counter[str], errors: Errors) -> None:
    """Pair the named entities as the scorer does, and sort what is left into classes."""
    left = [each for each in system if each["type"] in TYPES]
    for each in left:
        counts[f"system {each['type']}"] += 1
    missed = []
    for entity in document["entities"]:
        if entity["type"] not in TYPES:
            continue
        counts[f"gold {entity['type']}"] += 1
        forms = _forms(entity)
        hit = next((x for x in left if x["type"] == entity["type"] and _norm(x["name"]) in forms), None)
        if hit is None:
            missed.append(entity)
            continue
        left.remove(hit)
        counts[f"hit {entity['type']}"] += 1
        for name, said in _facts(entity, hit, counts):
            errors[f"wrong {name} {entity['type']}"].append((document["id"], entity["name"], *said, entity["role"]))
    for entity in missed:
        errors[_class(entity, left)].append((document["id"], entity["name"], entity["aliases"], entity["country"]))
    for each in left:
        errors[f"extra {each['type']}"].append((document["id"], each["name"], _around(document["text"], each)))


def _facts(gold: Named, hit: Named, counts: Counter[str]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if gold["type"] != "PLACE":
        counts["facts"] += 1
    for fact in ("country", "sector"):
        same = gold[fact] == hit[fact]
        if gold["type"] != "PLACE":
            counts[fact] += same
        if not same and (gold["type"] != "PLACE" or fact == "country"):
            yield fact, (gold[fact], hit[fact])


def _class(entity: Named, left: list[Named]) -> str:
    """Return the class of a missed name; a name of another type, or a name cut otherwise, is used up."""
    forms = _forms(entity)
    words = {word for form in forms for word in form.split()}
    for other in left:
        if _norm(other["name"]) in forms:
            left.remove(other)
            return f"type {other['type']} for {entity['type']}"
    near = any(set(_norm(other["name"]).split()) & words for other in left)
    return f"{'cut' if near else 'missed'} {entity['type']}"


def _around(text: str, entity: Named) -> str:
    if not entity["mentions"]:
        return ""
    start, end = entity["mentions"][0]["start"], entity["mentions"][0]["end"]
    return text[max(start - 30, 0) : end + 20].replace("\n", " / ")


def _parties(document: dict[str, Any], reading: Reading, counts: Counter[str], errors: Errors) -> None:
    """Count the participants of the labelled events whose words lead to the right country and sector."""
    known = {entity["id"]: entity for entity in document["entities"]}
    for event in document["events"]:
        spans = [(document["sentences"][n]["start"], document["sentences"][n]["end"]) for n in event["sentences"]]
        for number in [*event["actors"], *event["recipients"]]:
            entity = known[number]
            counts["parties"] += 1
            answer = _answer(entity, spans, reading)
            got = replace(answer, sector=acting_sector(answer)) if answer else None
            right = {fact: bool(got) and getattr(got, fact) == entity[fact] for fact in ("country", "sector")}
            counts["party found"] += got is not None
            counts["party country"] += right["country"]
            counts["party sector"] += right["sector"]
            counts["party right"] += all(right.values())
            if not all(right.values()):
                wrong = "not found" if got is None else " and ".join(f for f in right if not right[f])
                said = (got.name, got.country, got.sector) if got else ()
                facts = (entity["name"], entity["aliases"], entity["country"], entity["sector"])
                errors[f"party {wrong} {entity['type']}"].append((document["id"], *facts, "got", *said))


def _answer(entity: Named, spans: list[tuple[int, int]], reading: Reading) -> Entity | None:
    """Return the entity that a participant's words lead to: in the event's sentences, else in the whole document."""
    forms = _forms(entity)
    by_id = {each.entity_id: each for each in reading.entities}
    inside = [m for span in spans for m in reading.mentions_in(span)]
    for mentions in (inside, reading.mentions):
        for mention in mentions:
            each = by_id[mention.entity_id]
            if _norm(mention.text) in forms or _norm(each.name) in forms:
                return each
    if entity["type"] == "GROUP":
        for mention in inside:
            words = set(_norm(mention.text).split())
            if any(words and (words <= set(form.split()) or words >= set(form.split())) for form in forms):
                return by_id[mention.entity_id]
    return None


def _print_errors(classes: Errors, name: str, count: int) -> None:
    for each, found in classes.items():
        if each.startswith(name):
            print(f"== {each} ({len(found)})")
            for line in random.Random(1).sample(found, min(count, len(found))):
                print("  ", *line, sep=" | ")


if __name__ == "__main__":
    main()
