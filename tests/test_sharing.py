"""Work shared with a second process."""

import os

import pytest

from tasks.isolate import Child
from tasks.sharing import WORTH_SHARING, second, shared

PARENT = "SITREP_TEST_PARENT"


def who(items):
    """Return each item with whether the process that started the others worked on it."""
    return [(item, os.environ.get(PARENT) == str(os.getpid())) for item in items]


def dying(items):
    """Work, but in no other process than the one that started the others."""
    if os.environ.get(PARENT) != str(os.getpid()):
        os._exit(1)
    return who(items)


@pytest.fixture(autouse=True)
def parent(monkeypatch):
    monkeypatch.setenv(PARENT, str(os.getpid()))


@pytest.mark.parametrize("count", [0, 1, WORTH_SHARING - 1])
def test_few_items_wake_nobody(count):
    with Child(who, wall_s=60, cpu_s=30, memory_mb=1024) as helper:
        assert shared(who, range(count), helper) == [(n, True) for n in range(count)]


@pytest.mark.parametrize("count", [WORTH_SHARING, WORTH_SHARING + 1])
def test_of_many_every_other_one_is_made_by_the_second_process_and_order_is_kept(count):
    with Child(who, wall_s=60, cpu_s=30, memory_mb=1024) as helper:
        made = shared(who, range(count), helper)
    assert made == [(n, n % 2 == 0) for n in range(count)]


def test_what_a_dead_helper_was_given_is_done_here():
    with Child(dying, wall_s=60, cpu_s=30, memory_mb=1024) as helper:
        assert shared(dying, range(20), helper) == [(n, True) for n in range(20)]


def test_one_processor_has_no_helper(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with second(who) as helper:
        assert helper is None
    assert shared(who, range(20), None) == [(n, True) for n in range(20)]
