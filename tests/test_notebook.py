"""The notebook runs as a script on the demo database."""

import os
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
