"""What a web server does once, alone, before threads answer: load its pages, and prepare the records that they read.

``msgspec`` looks at the annotations of a record when it is first needed, and crashes the process where two threads are
the first at the same time. It is also why the first reader after a start does not wait for what all others share.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import msgspec


def warm() -> None:
    """Load every page of this server, then prepare every kind of record that was loaded with them."""
    from django.urls import get_resolver

    from knowshow.remedy.rules.questions import question_sets

    _load(get_resolver().url_patterns)
    question_sets()
    for kind in kinds():
        with contextlib.suppress(TypeError, NameError):  # what cannot be read this way, no page reads this way
            msgspec.json.Decoder(kind)


def kinds(above: type[msgspec.Struct] = msgspec.Struct) -> Iterator[type[msgspec.Struct]]:
    """Yield every kind of record of ours that is loaded."""
    for kind in above.__subclasses__():
        if kind.__module__.startswith("knowshow."):
            yield kind
        yield from kinds(kind)


def _load(patterns: Sequence[object]) -> None:
    """Have addresses that stand in modules of their own import them."""
    for one in patterns:
        _load(getattr(one, "url_patterns", ()))
