"""``knowshow audit verify``: whether the history and every case still hold together (GP 31 a)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, show_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowshow.remedy.selectors.chains import CaseChain

app = typer.Typer(no_args_is_help=True, help="Check that nothing was changed, dropped or slipped in.")
_AT_ONCE = 1000


@app.callback()
def _group() -> None:
    """Check that nothing was changed, dropped or slipped in."""


@app.command("verify")
def verify(as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False) -> None:
    """Check the chain of the history and those of all cases. No key is needed. Exit 1 if one is broken.

    Keep the digests somewhere else: they tell tomorrow whether everything was put back to an earlier state.
    """
    from knowshow.project import database

    database.open_database()
    database.require_migrated()
    history = _history()
    with show_progress("Checking cases") as tell:
        cases = list(_cases(tell))
    broken = [one for one in cases if not one.is_whole]
    strangers = _strangers()
    if as_json:
        print_json({"history": history, "cases": _plain(cases), "keys": {"not_made_here": strangers}})
    else:
        _tell(history, cases, broken, strangers)
    if history["broken"] or broken or strangers:
        raise typer.Exit(1)


def _history() -> dict[str, object]:
    from knowshow.foundation.history import broken_entries
    from knowshow.foundation.models import HistoryEntry

    entries = HistoryEntry.objects.order_by("pk")
    last = entries.values_list("chain", flat=True).last()
    broken = broken_entries(entries.iterator(chunk_size=_AT_ONCE))
    return {"entries": entries.count(), "broken": broken, "digest": bytes(last or b"").hex()}


def _cases(tell: Callable[[int, int, str], None]) -> Iterator[CaseChain]:
    from knowshow.remedy.selectors import chains

    total = chains.count_cases()
    for number, one in enumerate(chains.case_chains(), 1):
        tell(number, total, "")
        yield one


def _strangers() -> list[str]:
    """Return the addresses of accounts that have a case key which nobody made here."""
    from knowshow.foundation.models import User
    from knowshow.remedy.selectors import chains

    found = User.objects.filter(pk__in=chains.keys_not_made_here()).order_by("pk")
    return list(found.values_list("email", flat=True))


def _plain(cases: list[CaseChain]) -> dict[str, object]:
    return {
        "checked": len(cases),
        "broken": [
            {"reference": one.reference, "entries": list(one.broken), "not_as_given": list(one.not_as_given)}
            for one in cases
            if not one.is_whole
        ],
        "digest": _over(cases),
    }


def _over(cases: list[CaseChain]) -> str:
    """One digest over the ends of all cases, in their order."""
    from knowshow.foundation import vault

    return vault.digest(*(one.head for one in cases)).hex()


def _tell(history: dict[str, object], cases: list[CaseChain], broken: list[CaseChain], strangers: list[str]) -> None:
    say(f"History: {history['entries']} entries, digest {history['digest'] or 'none yet'}")
    say(f"Cases: {len(cases)}, digest {_over(cases)}")
    numbers = history["broken"]
    if isinstance(numbers, list) and numbers:
        say(f"The history is broken at {_some(numbers)}: changed there, or something is missing before.")
    for one in broken:
        say(f"Case {one.reference} {_what(one)}.")
    for address in strangers:
        say(f"{address} has a case key that was not made here. Close the account, and look who reads new cases.")
    if not numbers and not broken and not strangers:
        say("Everything holds together. Keep the digests somewhere else.")


def _what(case: CaseChain) -> str:
    """Say what does not hold in a case."""
    names = {"identity": "the name", "contact": "the contact"}
    changed = " and ".join(names.get(one, one) for one in case.not_as_given)
    said = [f"is broken at {_some(list(case.broken))}"] if case.broken else []
    return "; ".join([*said, f"holds {changed} not as the person gave it"] if changed else said)


def _some(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"entry {shown}" + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")  # noqa: PLR2004
