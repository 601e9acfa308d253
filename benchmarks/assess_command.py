"""``knowshow assess`` on a file of 20 impacts, whole process, beside the bare import of the libraries it rests on.

Target: at most 3 times ``python -c "import yaml, msgspec"``; beside pydantic too, where that is installed. Python
keeps compiled modules unless ``PYTHONDONTWRITEBYTECODE`` is set; the second line is what a start without them costs.
Run: ``python3 dev.py bench assess_command``.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from salience import impacts

from knowshow.respect.rules.assessment import Assessment, Subject
from knowshow.respect.rules.writing import as_yaml

RUNS = 21
LIMIT = 3.0


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Time one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def medians(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, float]:
    """Run all commands in turn, several times, and return the median of each."""
    for command in commands.values():
        seconds(command, environment)  # the first run compiles what the others find
    times = [{name: seconds(command, environment) for name, command in commands.items()} for _ in range(RUNS)]
    return {name: statistics.median(one[name] for one in times) for name in commands}


def main() -> int:
    """Print medians and ratios; exit 1 if the ratio is over the limit."""
    assessment = Assessment(title="Twenty impacts", subject=Subject(name="A product"), impacts=tuple(impacts(20)))
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twenty.yaml"
        file.write_text(as_yaml(assessment), encoding="utf-8")
        ours = [sys.executable, "-m", "knowshow.cli.main", "assess", str(file), "--json"]
        commands = {"import yaml, msgspec": [sys.executable, "-c", "import yaml, msgspec"], "knowshow assess": ours}
        if importlib.util.find_spec("pydantic"):
            commands["import yaml, pydantic"] = [sys.executable, "-c", "import yaml, pydantic"]
        kept = medians(commands, {**compiled, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")})
        afresh = medians(commands, {**compiled, "PYTHONDONTWRITEBYTECODE": "1"})
    for title, found in (("compiled modules kept", kept), ("no compiled modules written", afresh)):
        print(title)
        for name, median in found.items():
            print(f"  {name:<24}{median * 1000:6.0f} ms   assess / this {found['knowshow assess'] / median:5.2f}")
    return int(kept["knowshow assess"] / kept["import yaml, msgspec"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
