"""The notebook compiles always, and runs as a script where marimo is installed."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tasks.settings import ROOT

NOTEBOOK = ROOT / "notebooks" / "explore.py"


def test_it_compiles():
    compile(NOTEBOOK.read_text(encoding="utf-8"), str(NOTEBOOK), "exec")


@pytest.mark.timeout(170)
@pytest.mark.skipif(importlib.util.find_spec("marimo") is None, reason="marimo is not installed (the extra `notebook`)")
def test_it_runs_as_a_script(demo):
    env = os.environ | {"SITREP_DATABASE": str(demo.snapshot)}
    done = subprocess.run([sys.executable, NOTEBOOK], cwd=ROOT, env=env, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
