"""Processes that belong together: started as one, watched, and ended as one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from knowshow.errors import OperationError

_PAUSE = 0.1
_PATIENCE = 10.0
_TOO_SOON = 5.0
_TOO_OFTEN = 5


@dataclass
class Process:
    """A Python module that runs in a process of its own, on a leash: it ends when this process does."""

    name: str
    module: str
    arguments: Sequence[str] = ()
    sockets: Sequence[int] = ()
    #: Whether a fresh one takes its place when it ends.
    is_renewed: bool = False
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    short_lives: int = 0

    def start(self) -> None:
        """Start it. What it says goes to standard error, so that standard output stays ours."""
        apart: dict[str, Any] = {"start_new_session": True, "pass_fds": self.sockets} if os.name == "posix" else {}
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(  # noqa: S603 - our own modules, with arguments made here
            [sys.executable, "-P", "-m", self.module, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=sys.stderr.fileno(),
            **apart,
        )

    @property
    def ended_with(self) -> int | None:
        """Its exit code; ``None`` while it runs."""
        return self.running.poll() if self.running else None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.running.pid if self.running else 0

    def ask_to_end(self) -> None:
        """Ask it politely."""
        if self.running and self.ended_with is None:
            self.running.terminate()

    def end(self, seconds: float) -> None:
        """Wait so long for it to end, then end it."""
        if self.running is None:
            return
        try:
            self.running.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()
        if self.running.stdin:
            self.running.stdin.close()


@dataclass
class Group:
    """Processes that serve together."""

    members: list[Process]
    tell: Callable[[str], None]

    @contextmanager
    def started(self) -> Iterator[None]:
        """Start them all; end them all when the block is left, whatever happens."""
        try:
            for member in self.members:
                member.start()
            yield
        finally:
            with _deaf():
                self._end()

    def add(self, member: Process) -> None:
        """Start one more, which ends with the others."""
        self.members.append(member)
        member.start()

    def look(self) -> None:
        """Renew what may be renewed; raise ``OperationError`` if another has ended."""
        for member in self.members:
            code = member.ended_with
            if code is not None:
                self._renew(member, code)

    def watch(self) -> None:
        """Look after them until this process is asked to end."""
        while True:
            self.look()
            time.sleep(_PAUSE)

    def _renew(self, member: Process, code: int) -> None:
        if not member.is_renewed:
            raise OperationError(f"The {member.name} ended by itself (exit code {code}); its message stands above.")
        if code:
            self.tell(f"The {member.name} ended by itself (exit code {code}); a new one takes its place.")
            lived = time.monotonic() - member.started_at
            member.short_lives = member.short_lives + 1 if lived < _TOO_SOON else 0
        if member.short_lives >= _TOO_OFTEN:
            raise OperationError(
                f"The {member.name} ended {_TOO_OFTEN} times in a row; its message stands above. Look: knowshow doctor"
            )
        member.end(0)
        member.start()

    def _end(self) -> None:
        until = time.monotonic() + _PATIENCE
        for member in self.members:
            member.ask_to_end()
        for member in self.members:
            member.end(until - time.monotonic())


@contextmanager
def interruptible() -> Iterator[None]:
    """Make a polite kill, or a terminal that closes, the same as Ctrl-C while the block runs."""
    former = {number: signal.signal(number, _interrupt) for number in _endings()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let nothing cut the ending short."""
    former = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, *_endings())}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _endings() -> list[signal.Signals]:
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
