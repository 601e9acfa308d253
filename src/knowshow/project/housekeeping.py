"""What the server does for cases each night, each step apart from the others, and what the operator is told of it.

What failed stands in the data folder, by step and kind of error: the database may be what fails. ``knowshow doctor``
reads it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from knowshow.project import environment

if TYPE_CHECKING:
    from pathlib import Path

    from knowshow.foundation.apart import Failure
    from knowshow.remedy.services.retention import Done

FILE: Final = "last-night"


@dataclass(frozen=True, slots=True)
class Night:
    """On which day it was last done, and what could not be done, as "step: kind of error", once for each time."""

    on: date
    failed: tuple[str, ...] = ()


def keep_house() -> Night:
    """Erase again what came back, let go of what is over, give unanswered referrals back, take order from answers."""
    return _night(keep_house_now())


def keep_house_now() -> Done:
    """Do the same, and hand back what was done, with the codes of the cases that failed: for who asks for it by hand.

    What is noted is as of this run, whoever began it: what was mended meanwhile is no problem any more.
    """
    done = _do()
    _keep(_night(done))
    return done


def last() -> Night | None:
    """Return what is known of the last time; nothing where it was never done."""
    with suppress(FileNotFoundError):
        return msgspec.json.decode(_path().read_bytes(), type=Night)
    return None


def _do() -> Done:
    from knowshow.foundation.apart import apart
    from knowshow.remedy.services import referrals, retention, shredding, surveys

    before: list[Failure] = []
    done = retention.Done()
    with apart(before, "cases that came back"):
        shredding.shred_again()
    with apart(before, "retention"):
        done = retention.run_retention()
    done.failures[:0] = before
    with apart(done.failures, "referrals"):
        referrals.give_back_unanswered(failures=done.failures)
    with apart(done.failures, "survey answers"):
        surveys.mix_answers()
    return done


def _night(done: Done) -> Night:
    from django.utils import timezone

    return Night(timezone.localdate(), tuple(f"{one.what}: {one.kind}" for one in done.failures))


def _keep(night: Night) -> None:
    """Write it down whole, or leave what stands there: of a full disk the doctor tells anyhow."""
    beside = _path().with_suffix(".new")
    with suppress(OSError):
        beside.write_bytes(msgspec.json.encode(night))
        beside.chmod(0o600)
        beside.replace(_path())


def _path() -> Path:
    return environment.home() / FILE
