"""``knowshow audit verify``: whether the history and every case still hold together (GP 31 a)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    found = _Found(history, cases, _gone(), _strangers(), _trustees_keys())
    if as_json:
        print_json(found.plain())
    else:
        _tell(found)
    if not found.is_whole:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was checked, and what does not hold."""

    history: dict[str, object]
    cases: list[CaseChain]
    #: References of cases that are gone, and of accounts whose key nobody made here the addresses.
    gone: list[str]
    strangers: list[str]
    #: Mechanisms, and which key of their trustees is another than was made here.
    trustees: list[tuple[str, str]]

    @property
    def broken(self) -> list[CaseChain]:
        """The cases that do not hold together."""
        return [one for one in self.cases if not one.is_whole]

    @property
    def is_whole(self) -> bool:
        """Whether everything holds together."""
        return not (self.history["broken"] or self.broken or self.gone or self.strangers or self.trustees)

    def plain(self) -> dict[str, object]:
        """As JSON says it."""
        cases = {
            "checked": len(self.cases), "broken": [_plain(one) for one in self.broken], "gone": self.gone,
            "digest": _over(self.cases),
        }  # fmt: skip
        trustees = [{"mechanism": name, "key": what} for name, what in self.trustees]
        keys = {"not_made_here": self.strangers, "of_trustees_not_made_here": trustees}
        return {"history": self.history, "cases": cases, "keys": keys}


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


def _gone() -> list[str]:
    from knowshow.remedy.selectors import chains

    return chains.cases_gone()


def _trustees_keys() -> list[tuple[str, str]]:
    from knowshow.remedy.selectors import chains

    return chains.trustees_keys_not_made_here()


def _plain(case: CaseChain) -> dict[str, object]:
    return {
        "reference": case.reference,
        "entries": list(case.broken),
        "not_as_given": list(case.not_as_given),
        "not_as_noted": list(case.not_as_noted),
    }


def _over(cases: list[CaseChain]) -> str:
    """One digest over the ends of all cases, in their order."""
    from knowshow.foundation import vault

    return vault.digest(*(one.head for one in cases)).hex()


def _tell(found: _Found) -> None:
    history = found.history
    say(f"History: {history['entries']} entries, digest {history['digest'] or 'none yet'}")
    say(f"Cases: {len(found.cases)}, digest {_over(found.cases)}")
    numbers = history["broken"]
    if isinstance(numbers, list) and numbers:
        say(f"The history is broken at {_some(numbers)}: changed there, or something is missing before.")
    for one in found.broken:
        say(f"Case {one.reference} {_what(one)}.")
    for reference in found.gone:
        say(f"Case {reference} is gone, or a draft again, though the history knows it.")
    for address in found.strangers:
        say(f"{address} has a case key that was not made here. Close the account, and look who reads new cases.")
    for name, what in found.trustees:
        say(f"The {what} key of {name} is not the one that was made here. Seal nothing to it, and make a new one.")
    if found.is_whole:
        say("Everything holds together. Keep the digests somewhere else.")


def _what(case: CaseChain) -> str:
    """Say what does not hold in a case."""
    names = {"identity": "the name", "contact": "the contact"}
    said = [f"is broken at {_some(list(case.broken))}"] if case.broken else []
    if case.not_as_given:
        said.append(f"holds {' and '.join(names.get(one, one) for one in case.not_as_given)} not as the person gave it")
    if case.not_as_noted:
        said.append(f"was put back or written anew: the history knows {_some(list(case.not_as_noted))} otherwise")
    return "; ".join(said)


def _some(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"entry {shown}" + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")  # noqa: PLR2004
