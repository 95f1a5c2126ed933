"""Work on many articles shared with a second process, where there are two processors."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from itertools import zip_longest
from typing import Any

from tasks.errors import Rejected
from tasks.isolate import Child

WORTH_SHARING = 12
"""Items from which it pays to wake the second process, which takes about three seconds to start."""
WALL_S, CPU_S, MEMORY_MB = 1800.0, 1200.0, 4096
"""Limits of one call of the second process: far above what a batch takes, so that only one that hangs is ended."""

Work = Callable[[Sequence[Any]], Sequence[Any]]


def second(work: Work) -> AbstractContextManager[Child | None]:
    """Return a child process that does `work`, started when first called; None where there is one processor."""
    if (os.cpu_count() or 1) < 2:
        return nullcontext()
    return Child(work, wall_s=WALL_S, cpu_s=CPU_S, memory_mb=MEMORY_MB)


def shared(work: Work, items: Sequence[Any], helper: Child | None) -> list[Any]:
    """Return what `work` makes of items, one of each and in order; of many, every other one made by the helper."""
    if helper is None or len(items) < WORTH_SHARING:
        return list(work(items))
    with ThreadPoolExecutor(1) as apart:
        theirs = apart.submit(helper.call, items[1::2])
        ours = work(items[::2])
        try:
            others = theirs.result()
        except Rejected:  # the child died: for want of memory, or of somebody's signal
            others = work(items[1::2])
    return [each for pair in zip_longest(ours, others) for each in pair][: len(items)]
