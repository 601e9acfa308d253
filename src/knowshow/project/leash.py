"""What ties a process to the one that started it: when the starter is gone, however it ended, so is the process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType


def hold() -> None:
    """End this process when standard input closes, which happens when the starter ends; a signal ends it too."""
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_wait, name="leash", daemon=True).start()


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        os._exit(0)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
