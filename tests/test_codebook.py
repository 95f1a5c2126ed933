"""The crosswalks of the codebook, against the published tables and against each other."""

import csv
import re
import tomllib

import pytest

from tasks.settings import ROOT
from tests.conftest import SHARED

LINE = re.compile(r"(\d{3,4}): *([A-Z]+) *, *([\w-]*) *,")
NOT_IN_TABLE = {"155", "176"}  # of CAMEO 1.1b3


def rows(name):
    lines = (ROOT / "codebook" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def plover():
    return tomllib.loads((SHARED / "ontology" / "plover.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def published():
    text = (SHARED / "ontology" / "CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8")
    return {code: (kind, mode) for code, kind, mode in LINE.findall(text)}


@pytest.mark.shared
def test_types_modes_and_scores_are_those_of_plover(plover):
    types = {row["type"]: (row["quad_class"], float(row["score"])) for row in rows("event_types")}
    assert types == {name: (each["quad"], each["score"]) for name, each in plover["types"].items()}
    modes = {(row["type"], row["mode"]): float(row["score"]) for row in rows("event_modes")}
    assert modes == {(t, m): s for t, each in plover["types"].items() for m, s in each.get("modes", {}).items()}


@pytest.mark.shared
def test_sectors_are_those_of_plover(plover):
    assert {row["sector"] for row in rows("sectors")} == set(plover["sectors"])


@pytest.mark.shared
def test_cameo_codes_become_what_the_published_table_says(plover, published):
    made = {row["cameo_code"]: row for row in rows("cameo")}
    assert set(made) - NOT_IN_TABLE == set(published)
    for code, (kind, mode) in published.items():
        assert made[code]["type"] == kind, code
        known = mode == "" or mode in plover["types"][kind].get("modes", {})
        assert (
            (made[code]["mode"], made[code]["table_mode"]) == (mode, "")
            if known
            else (made[code]["table_mode"] == mode)
        ), code


def test_the_cameo_code_of_a_type_or_mode_leads_back_to_it():
    codes = {row["cameo_code"]: row for row in rows("cameo")}
    reached = {(row["type"], row["mode"]) for row in codes.values()}
    for row in [*rows("event_types"), *rows("event_modes")]:
        key = (row["type"], row.get("mode", ""))
        if key == ("SANCTION", "convict"):  # CAMEO has no code for a conviction but that of arrests and charges
            continue
        if key == ("RETREAT", "resign"):  # CAMEO calls it yielding to demands for a change of leadership
            continue
        back = codes[row["cameo_code"]]
        assert back["type"] == key[0], key
        if key in reached and key[1]:
            assert back["mode"] == key[1], key


def test_every_mode_of_the_crosswalk_is_one_of_its_type():
    known = {(row["type"], row["mode"]) for row in rows("event_modes")}
    assert {(row["type"], row["mode"]) for row in rows("cameo") if row["mode"]} <= known


def test_acled_like_and_ucdp_like_classes_are_theirs():
    classes = {
        "Battles",
        "Explosions/Remote violence",
        "Violence against civilians",
        "Protests",
        "Riots",
        "Strategic developments",
    }
    given = [row for name in ("event_types", "event_modes", "violence_types") for row in rows(name)]
    assert {row["acled_type"] for row in given} - {""} <= classes
    assert all(bool(row["acled_type"]) == bool(row["acled_subtype"]) for row in given)
    assert {row["ucdp_type"] for row in rows("violence_types")} == {"state-based", "non-state", "one-sided", ""}
