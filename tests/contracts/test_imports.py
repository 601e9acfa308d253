"""The architecture is held: who may import whom (importlinter.ini)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_go_from_top_to_bottom_only():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--config", "importlinter.ini", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_rules_load_without_django():
    code = (
        "import sys; from knowshow import canon; from knowshow.respect.rules import assessed, reading, writing;"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
