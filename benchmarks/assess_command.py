"""``knowshow assess`` on a file of 20 impacts, whole process, beside the bare import of the libraries it rests on.

Target: at most 3 times ``python -c "import yaml, msgspec"``. Run: ``python3 dev.py bench assess_command``.
"""

from __future__ import annotations

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


def seconds(command: list[str]) -> float:
    """Time one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn, and print medians and their ratio."""
    assessment = Assessment(title="Twenty impacts", subject=Subject(name="A product"), impacts=tuple(impacts(20)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twenty.yaml"
        file.write_text(as_yaml(assessment), encoding="utf-8")
        bare = [sys.executable, "-c", "import yaml, msgspec"]
        ours = [sys.executable, "-m", "knowshow.cli.main", "assess", str(file), "--json"]
        pairs = [(seconds(bare), seconds(ours)) for _ in range(RUNS)]
    base, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"import yaml, msgspec            {base * 1000:6.0f} ms")
    print(f"knowshow assess, 20 impacts     {whole * 1000:6.0f} ms   ratio {whole / base:.2f}")


if __name__ == "__main__":
    main()
