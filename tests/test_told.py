"""What the log of a run says where feeds fail, in words for whoever runs it."""

import subprocess
from types import SimpleNamespace

import pytest

from flows.ingest import _is_cut_off
from sample_site import feeds, serve
from tasks.feeds import listing
from tasks.records import Feed
from tests.servers import SITREP, free_port

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def dead():
    """A feed at a port that nothing listens on."""
    return Feed(f"http://127.0.0.1:{free_port()}/rss.xml", "Dead Letter", "dead.example", None, None, "en", None, None)


def ingest(folder, prefect_env, listed):
    listing.write(folder / "feeds.toml", listed)
    command = [SITREP, "ingest", "--feeds", folder / "feeds.toml", "--db", folder / "sitrep.duckdb"]
    return subprocess.run(command, env=prefect_env, cwd=folder, capture_output=True, text=True, timeout=300)


def test_a_run_with_no_feed_that_answers_fails_and_says_why(tmp_path, prefect_env, dead):
    done = ingest(tmp_path, prefect_env, [dead])
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == "no_feed_reached: no feed could be read (connect 1); is the network up?"
    assert "1 feed asked, 1 failed; 0 entries to take in" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_with_a_dead_feed_completes_and_names_it(tmp_path, prefect_env, dead):
    with serve(0) as site:
        done = ingest(tmp_path, prefect_env, [feeds(site)[0], dead])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 of 2 feeds (1 failed); ")
    (warned,) = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert "'poll Dead Letter' - the feed failed: connect: " in warned


@pytest.mark.parametrize(
    ("asked", "afterwards", "is_cut_off"),
    [
        ([3], [0, 0, 4], False),
        ([3, 1], [0, 4, 2], False),
        ([0, 3], [0, 1, 4], True),
        ([3], [4], True),
        ([3], [1, 2, 4], True),
    ],
    ids=["a dead one alone", "two dead ones", "a well one too", "the only one", "none is well"],
)
def test_feeds_that_stay_dead_are_no_loss_of_the_network(asked, afterwards, is_cut_off):
    def states(failures):
        return [(None, SimpleNamespace(consecutive_failures=count)) for count in failures]

    tools = SimpleNamespace(warehouse=SimpleNamespace(feeds=lambda _, due_only: states(afterwards)))
    assert _is_cut_off(states(asked), tools) is is_cut_off
