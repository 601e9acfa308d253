"""A process that is told to end while it still loads ends without a word; later it ends in order."""

import subprocess
import sys

_LOADS = """
import time
from knowshow.project import leash
leash.hold()
class Slow:
    def __set_name__(self, owner, name):
        print("loading", flush=True)
        time.sleep(20)
class Loaded:
    part = Slow()
"""
_WORKS = """
import time
from knowshow.project import leash
leash.hold()
leash.loaded()
try:
    print("working", flush=True)
    time.sleep(20)
finally:
    print("tidied up", flush=True)
"""


def _told_to_end(program):
    """Run a program until it has said something, tell it to end, and return what it did then."""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    process.terminate()
    out, err = process.communicate(timeout=15)
    return process.returncode, out, err


def test_in_the_middle_of_an_import_it_ends_at_once_and_says_nothing():
    assert _told_to_end(_LOADS) == (0, "", "")


def test_once_loaded_it_ends_in_order():
    assert _told_to_end(_WORKS) == (0, "tidied up\n", "")
