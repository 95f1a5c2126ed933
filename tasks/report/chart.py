"""The map: country outlines and the events' places, as numbers for an inline SVG."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tasks import wordlists
from tasks.report.records import Item

SOUTH, NORTH = -57.0, 81.0  # what the map shows: no event happens in the Antarctic
LEAST_SPAN = 40.0  # the near view never shows less than so many degrees of longitude


@dataclass(frozen=True, slots=True)
class Outline:
    """A country as an SVG path."""

    iso3: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Point:
    """The events of one place: where, how large a dot (SVG units of the whole map), and its worst quad class."""

    x: float
    y: float
    radius: float
    place: str
    quad_class: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """What the map draws; the views are SVG view boxes, of the world and of where the events are."""

    outlines: tuple[Outline, ...]
    points: tuple[Point, ...]
    world: str
    near: str


def project(lon: float, lat: float) -> tuple[float, float]:
    """Return where a point lies on the map: Miller's cylindrical projection, in degrees of longitude, y downwards."""
    return lon, -math.degrees(1.25 * math.asinh(math.tan(0.8 * math.radians(lat))))


def draw(items: Iterable[Item]) -> Map:
    """Return the map of the events that have coordinates."""
    points = _points(items)
    top, bottom = project(0, NORTH)[1], project(0, SOUTH)[1]
    return Map(outlines(), points, f"-180 {top:.1f} 360 {bottom - top:.1f}", _near(points, top, bottom))


@cache
def outlines() -> tuple[Outline, ...]:
    """Return the countries of `codebook/outlines.csv`."""
    return tuple(Outline(row["iso3"], row["name"], _path(row["rings"])) for row in wordlists.rows("outlines.csv"))


def _path(rings: str) -> str:
    return "".join(_ring([int(number) for number in ring.split()]) for ring in rings.split(";"))


def _ring(steps: Sequence[int]) -> str:
    lon = lat = 0
    points = []
    for at in range(0, len(steps), 2):
        lon, lat = lon + steps[at], lat + steps[at + 1]
        x, y = project(lon / 10, lat / 10)
        points.append(f"{x:.1f} {y:.1f}")
    return f"M{'L'.join(points)}Z"


def _points(items: Iterable[Item]) -> tuple[Point, ...]:
    found: dict[tuple[float, float], list[Item]] = defaultdict(list)
    for item in items:
        if item.lat is not None and item.lon is not None:
            found[round(item.lon, 1), round(item.lat, 1)].append(item)
    # Large dots first, so that small ones lie on top and can be reached.
    return tuple(_point(place, there) for place, there in sorted(found.items(), key=lambda each: -len(each[1])))


def _point(place: tuple[float, float], items: list[Item]) -> Point:
    x, y = project(*place)
    worst = min(items, key=lambda item: item.score)
    radius = min(1.0 + 0.6 * math.sqrt(len(items)), 6.0)
    return Point(round(x, 1), round(y, 1), round(radius, 2), items[0].place or "", worst.quad_class, tuple(items))


def _near(points: Sequence[Point], top: float, bottom: float) -> str:
    """Return the view box around the points, as wide to high as the world's."""
    if not points:
        return f"-180 {top:.1f} 360 {bottom - top:.1f}"
    xs, ys = [point.x for point in points], [point.y for point in points]
    shape = 360 / (bottom - top)
    width = min(max(max(xs) - min(xs) + 16, (max(ys) - min(ys) + 16) * shape, LEAST_SPAN), 360.0)
    height = width / shape
    left = min(max((min(xs) + max(xs) - width) / 2, -180.0), 180.0 - width)
    upper = min(max((min(ys) + max(ys) - height) / 2, top), bottom - height)
    return f"{left:.1f} {upper:.1f} {width:.1f} {height:.1f}"
