"""Work on many records, each apart: one that fails stops no other, and the operator learns of it (GP 31 f).

What is told of a failure is its kind and the code of the record, which opens nothing: an error's own words may repeat
what a person wrote.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done: at which step, with what kind of error, and the code of the record, if it was one."""

    what: str
    kind: str
    code: str = ""


@contextmanager
def apart(failures: list[Failure], what: str, *, of: str = "") -> Iterator[None]:
    """Let whatever fails within stop nothing else: it is noted in ``failures``, and its kind is logged.

    ``what`` is the step, which is logged; ``of`` the code of a record, which is handed back and not logged. A
    connection that the error broke is made anew for what comes next.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  (whatever it is, the others wait for their turn)
        failures.append(Failure(what, type(error).__name__, of))
        _LOG.exception("Left undone: %s", what)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
