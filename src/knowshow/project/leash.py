"""What ties a process to the one that started it: when the starter is gone, however it ended, so is the process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType


def hold() -> None:
    """End this process when standard input closes, which happens when the starter ends; a signal ends it too.

    Until ``loaded`` is called it ends at once: an exit raised in the middle of an import would come out as an error.
    """
    signal.signal(signal.SIGTERM, _leave_at_once)
    threading.Thread(target=_wait, name="leash", daemon=True).start()


def loaded() -> None:
    """From now on a signal ends the process in order."""
    signal.signal(signal.SIGTERM, _leave)


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        os._exit(0)


def _leave_at_once(_number: int, _frame: FrameType | None) -> None:
    os._exit(0)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
