"""Load the whole canon in a fresh process: no cache is committed, none is written.

"First" compiles Python afresh (an empty bytecode folder), as after an installation; "later" is every other start.
Target: reading every collection costs at most 150 ms. Run: ``python3 dev.py bench canon``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

RUNS = 15
LIMIT = 0.150

SCRIPT = """
import time
start = time.perf_counter()
import msgspec, yaml
from knowshow import canon
libraries = time.perf_counter()
records = sum(len(canon.collection(name)) for name in canon.collections())
print(libraries - start, time.perf_counter() - libraries, records)
"""


def timed(**environment: str) -> tuple[float, float, int]:
    """Return seconds for the libraries, seconds for the canon, and the number of records."""
    environment = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True, env=environment)
    libraries, loading, records = done.stdout.split()
    return float(libraries), float(loading), int(records)


def main() -> int:
    """Print the first load and the median of later ones; exit 1 if the median is over the limit."""
    with tempfile.TemporaryDirectory() as empty:
        first = timed(PYTHONPYCACHEPREFIX=empty)
    later = [timed() for _ in range(RUNS)]
    libraries = statistics.median(seconds for seconds, _, _ in later)
    median = statistics.median(seconds for _, seconds, _ in later)
    print(f"import msgspec, yaml              {libraries * 1000:5.0f} ms")
    print(f"canon, first load, {first[2]} records    {first[1] * 1000:5.0f} ms")
    print(f"canon, later loads                {median * 1000:5.0f} ms   limit {LIMIT * 1000:.0f}")
    return int(median > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
