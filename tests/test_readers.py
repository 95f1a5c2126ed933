"""The snapshot is read by other programs while a run loads and publishes."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tasks import warehouse
from tasks.errors import Transient
from tasks.settings import Settings
from tests.test_cli import sitrep
from tests.test_warehouse import batch

DUCKDB = Path(sys.executable).with_name("duckdb")
READ = """
import sys, time, duckdb
until = time.monotonic() + float(sys.argv[2])
asked = 0
while time.monotonic() < until or not asked:
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        articles, events = con.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM events)").fetchall()[0]
        assert articles >= 1 and events == 1, (articles, events)
    asked += 1
print(asked)
"""


def load(store, number):
    made = batch(f"b{number}")
    store.load(replace(made, outcomes=()))
    warehouse.publish(store)


def test_a_second_python_reads_the_snapshot_all_through_a_load(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        load(store, 0)
        reader = subprocess.Popen(
            [sys.executable, "-c", READ, settings.snapshot, "3"], stdout=subprocess.PIPE, text=True
        )
        number = 0
        while reader.poll() is None and number < 200:
            number += 1
            load(store, number)
        out, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0 and int(out) >= 1 and number >= 1


@pytest.mark.skipif(not DUCKDB.exists(), reason="DuckDB's command line program is not installed")
def test_duckdbs_own_program_opens_the_snapshot_during_a_load(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        load(store, 0)
        command = [DUCKDB, "-readonly", "-csv", str(settings.snapshot), "SELECT count(*) FROM latest_events"]
        reader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        load(store, 1)
        out, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0 and out.split()[-1] == "1"


WRITE_AND_DIE = """
import os, sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("UPDATE articles SET title = 'scribble'")
os.kill(os.getpid(), 9)
"""


def test_what_another_program_wrote_into_a_snapshot_ends_with_it(tmp_path):
    settings = Settings(data_dir=tmp_path)
    titles = "SELECT DISTINCT title FROM articles"
    with warehouse.writer(settings, "r1") as store:
        load(store, 0)
        written = warehouse.query(settings, titles).rows
        subprocess.run([sys.executable, "-c", WRITE_AND_DIE, settings.snapshot], check=False)
        assert warehouse.query(settings, titles).rows == (("scribble",),)  # it lies in a log beside the file
        told = sitrep("doctor", "--db", settings.snapshot, cwd=tmp_path)
        assert told.returncode == 1 and "was opened for writing" in " ".join(told.stdout.split())
        load(store, 1)
    assert warehouse.query(settings, titles).rows == written
    assert [path.name for path in tmp_path.glob("sitrep.*")] == ["sitrep.duckdb"]


def test_who_has_the_snapshot_open_for_writing_is_named_and_told_how_not_to(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        load(store, 0)
    command = [sys.executable, "-c", "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print(); sys.stdin.read()"]
    with subprocess.Popen([*command, settings.snapshot], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        with pytest.raises(Transient, match=f"close program PID {holder.pid}, .*`duckdb -readonly`"):
            warehouse.query(settings, "SELECT 1")
        holder.stdin.close()
    assert warehouse.query(settings, "SELECT 1").rows == ((1,),)
