"""Let one request of the portal write: its connection to the database refuses to, everywhere else.

In the workspace, whose connection writes anyway, this changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def writing() -> Iterator[None]:
    """Open the connection for writing while the block runs."""
    was_closed = _is_closed()
    if was_closed:
        _set(closed=False)
    try:
        yield
    finally:
        if was_closed and connection.is_usable():
            _set(closed=True)


def _is_closed() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only" if connection.vendor == "sqlite" else "SHOW default_transaction_read_only")
        (answer,) = cursor.fetchone()
    return answer in {1, "on"}


def _set(*, closed: bool) -> None:
    word = "ON" if closed else "OFF"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA query_only={word}")
        else:
            cursor.execute(f"SET default_transaction_read_only = {word}")
