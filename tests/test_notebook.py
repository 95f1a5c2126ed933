"""The notebook runs as a script on the demo database."""

import os
import runpy
import subprocess
import sys

import pytest

from tasks.settings import ROOT

NOTEBOOK = ROOT / "notebooks" / "explore.py"


@pytest.mark.timeout(170)
def test_it_runs_as_a_script(demo):
    env = os.environ | {"SITREP_DATABASE": str(demo.snapshot)}
    done = subprocess.run([sys.executable, NOTEBOOK], cwd=ROOT, env=env, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr


def test_a_name_from_the_news_is_no_markup(demo, monkeypatch):
    monkeypatch.setenv("SITREP_DATABASE", str(demo.snapshot))
    _, made = runpy.run_path(str(NOTEBOOK))["app"].run()
    chart = made["bars"]([{"name": "A & B <script>alert(1)</script>", "n": 1, "bad": True}], "name", "n").text
    assert "A &amp; B &lt;script&gt;" in chart and "<script" not in chart
