"""Which place a name means, by the text it stands in."""

import csv
import math
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from tasks import entities, interchange, places

CASES = Path(__file__).parent / "cases" / "places.csv"
COUNTRY_FLOOR, NEAR_FLOOR = 0.93, 0.90
NEAR_KM = 161.0


@cache
def rows():
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def answers(pipeline):
    articles = [interchange.article({"id": str(at), "text": row["text"]}) for at, row in enumerate(rows())]
    return list(zip(rows(), map(told, rows(), entities.find(articles, pipeline)), strict=True))


def told(row, reading):
    """The place entity mentioned by the row's name."""
    ids = [mention.entity_id for mention in reading.mentions if mention.text == row["name"]]
    return next((each for each in reading.entities if each.entity_id in ids and each.type == "PLACE"), None)


def km(lat, lon, place):
    a, b = math.radians(lat), math.radians(place.lat)
    inside = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(math.radians(lon - place.lon))
    return 6371 * math.acos(min(1.0, inside))


def is_near(row, place):
    known = place is not None and place.lat is not None
    return known and km(float(row["lat"]), float(row["lon"]), place) <= NEAR_KM


def described(wrong):
    return "\n".join(f"{row['name']} ({row['country']}): {place} in {row['text']}" for row, place in wrong)


def test_share_of_the_countries_right(answers):
    assert len(answers) >= 150
    wrong = [(row, place) for row, place in answers if place is None or place.country != row["country"]]
    share = 1 - len(wrong) / len(answers)
    print(f"country {share:.3f} of {len(answers)}\n{described(wrong)}")
    assert share >= COUNTRY_FLOOR, described(wrong)


def test_share_of_the_points_near(answers):
    wrong = [(row, place) for row, place in answers if not is_near(row, place)]
    share = 1 - len(wrong) / len(answers)
    print(f"within {NEAR_KM} km {share:.3f} of {len(answers)}\n{described(wrong)}")
    assert share >= NEAR_FLOOR, described(wrong)


@pytest.mark.parametrize("name", ["Kelbajar", "Kalbajar", "Kelbecer", "Kəlbəcər"])
def test_writings_of_one_name_meet(name):
    assert places.resolve(name) == places.resolve("Kalbajar")
    assert places.resolve(name).country == "AZE"


def test_an_unknown_name_is_no_place():
    assert places.resolve("Xyzzyville") is None


def test_the_gazetteer_starts_fast():
    places.resolve("Baku")  # makes the table of names where it is not made yet
    ask = "import time; from tasks import places; t = time.process_time(); places.resolve('Ganja')"
    ask += "; print(time.process_time() - t)"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert float(answer.stdout) < 0.3
    start = time.process_time()
    for _ in range(1000):
        places.resolve("Springfield", ["USA"])
    assert time.process_time() - start < 1.0
