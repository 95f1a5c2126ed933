"""What memory the processes of a soak took, from samples of each: whether it is flat, bounded, or grows."""

import statistics
from typing import Any

Sample = tuple[float, float]  # monotonic time, megabytes
Memory = dict[tuple[str, int], list[Sample]]  # by what a process is, and its id

SAMPLE_S = 3.0
LIMITS_MB = {"server": 248, "worker": 108}  # MiB
FLAT_MB_PER_HOUR = 3.0
PARTS = 4


def kind(command: list[str]) -> str:
    """Return what a process of `sitrep up` is: server, worker, run, or a child that a run parses in."""
    if "from multiprocessing" in " ".join(command):
        return "child"
    return next((name for name in ("server", "worker") if name in command), "run")


def growth(samples: list[Sample]) -> dict[str, float]:
    """How the memory of one process grew once it was warm: after the first quarter of its life."""
    warm = samples[len(samples) // 4 :]
    return {
        "minutes": _minutes(samples),
        "after_a_quarter": round(warm[0][1], 1),
        "at_the_end": round(warm[-1][1], 1),
        "most": round(max(size for _, size in samples), 1),
        "growth_per_hour": _slope(warm),
    }


def verdict(memory: Memory, what: str, outgrown: int) -> dict[str, Any]:
    """Whether the memory of the server or the worker is flat, or bounded by being started again, or grows.

    `outgrown` is how often it was started again for its memory.
    """
    lives = [samples for (name, _), samples in memory.items() if name == what]
    half = (min(life[0][0] for life in lives) + max(life[-1][0] for life in lives)) / 2
    late = max(([sample for sample in life if sample[0] > half] for life in lives), key=len)
    slope = _slope(late)
    most = max(size for life in lives for _, size in life)
    limit = LIMITS_MB[what] * 2**20 / 1e6
    bounded = outgrown > 0 and most <= 1.1 * limit
    return {
        "growth_mb_per_hour_in_last_half": slope,
        "minutes_of_that": _minutes(late),
        "limit_mb": round(limit, 1),
        "most_mb": round(most, 1),
        "started_again_for_its_memory": outgrown,
        "verdict": "flat" if slope <= FLAT_MB_PER_HOUR else "bounded" if bounded else "grows",
    }


def of_runs(memory: Memory) -> dict[str, Any]:
    """The most that each run itself took, its parsers left out: medians of each quarter of the runs, and all in order.

    A run that has news loads the language model and takes some 350 MB more than one without.
    """
    lives = sorted((samples for (name, _), samples in memory.items() if name == "run"), key=lambda life: life[0][0])
    peaks = [round(max(size for _, size in life), 1) for life in lives]
    size = max(1, -(-len(peaks) // PARTS))
    return {
        "runs": len(peaks),
        "median_of_each_quarter": [statistics.median(peaks[at : at + size]) for at in range(0, len(peaks), size)],
        "most": max(peaks),
        "most_of_each_run": peaks,
    }


def each_minute(memory: Memory) -> dict[str, list[float]]:
    """The memory of the processes that stay, once a minute."""
    return {
        f"{name} {pid}": [round(size, 1) for _, size in samples[:: int(60 / SAMPLE_S)]]
        for (name, pid), samples in memory.items()
        if name not in ("run", "child")
    }


def _slope(samples: list[Sample]) -> float:
    return round(statistics.linear_regression(*zip(*samples, strict=True)).slope * 3600, 1)


def _minutes(samples: list[Sample]) -> float:
    return round((samples[-1][0] - samples[0][0]) / 60, 1)
