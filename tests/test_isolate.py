"""The child that parses what strangers wrote: bounded in every way, replaced when it dies."""

import os
import signal
import time

import pytest
from lxml.html import document_fromstring

from tasks import isolate
from tasks.errors import ContractBroken, Rejected


def work(what):
    if what == "sleep":
        time.sleep(30)
    if what == "spin":
        while True:
            pass
    if what == "million tags":  # minutes within one call of C code
        return document_fromstring("<b>x</b>" * 1_000_000).xpath("count(//b[count(preceding::b) > 1])")
    if what == "memory":
        return len(bytearray(3_000_000_000))
    if what == "reject":
        raise Rejected("too_deep", "as told")
    if what == "crash":
        os._exit(3)
    if what == "no pipe":
        os.closerange(3, 100)
    return os.getpid() if what == "pid" else what


@pytest.mark.parametrize(
    ("what", "code", "told"),
    [
        ("sleep", "extract_timeout", "over 1.5 s and"),
        ("million tags", "extract_timeout", "over 1.5 s and"),
        ("memory", "extract_crashed", "out of memory"),
        ("reject", "too_deep", "as told"),
        ("crash", "extract_crashed", "died"),
        ("no pipe", "extract_crashed", "died"),
    ],
    ids=["sleeps", "61 1m tags in C code", "memory", "rejects", "crashes", "closes its pipe"],
)
def test_a_child_that_fails_is_rejected_and_the_next_call_works(what, code, told):
    with isolate.Child(work, wall_s=1.5, cpu_s=9, memory_mb=500) as child:
        with pytest.raises(Rejected, match=told) as caught:
            child.call(what)
        assert caught.value.code == code
        assert child.call("well again") == "well again"


def test_processor_time_is_bounded_for_each_call_alone():
    with isolate.Child(work, wall_s=60, cpu_s=0.1, memory_mb=500) as child:
        assert child.call("well") == "well"
        with pytest.raises(Rejected, match=r"extract_timeout: parsing took over 0.1 s of processor time"):
            child.call("spin")


def test_a_child_that_no_longer_reads_is_stopped_in_time():
    with isolate.Child(work, wall_s=0.5, cpu_s=9, memory_mb=500) as child:
        os.kill(child.call("pid"), signal.SIGSTOP)
        with pytest.raises(Rejected, match="extract_timeout"):
            child.call("x" * 10_000_000)
        assert child.call("well") == "well"


def test_a_child_killed_between_calls_is_replaced():
    with isolate.Child(work, wall_s=9, cpu_s=9, memory_mb=500) as child:
        first = child.call("pid")
        os.kill(first, signal.SIGKILL)
        time.sleep(0.05)
        assert child.call("pid") != first


def test_a_child_that_hangs_as_it_starts_stops_the_run():
    with (
        isolate.Child(work, wall_s=9, cpu_s=9, memory_mb=500, start_s=0.001) as child,
        pytest.raises(ContractBroken, match=r"parser_start: .* did not start within 0.001 s"),
    ):
        child.call("well")


def test_an_idle_child_ends_with_its_parent():
    child = isolate.Child(work, wall_s=9, cpu_s=9, memory_mb=500)
    with child:
        pid = child.call("pid")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
