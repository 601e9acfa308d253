"""``knowshow grievance``: what the operator of a mechanism does at the command line (GP 29, 31).

No command opens a case. Those that name a mechanism take its name or its code.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, write_table
from knowshow.errors import BadInputError, Place

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism as MechanismRow
    from knowshow.remedy.services.retention import Done

app = typer.Typer(no_args_is_help=True, help="Operate grievance mechanisms. No command opens a case.")
mechanism_app = typer.Typer(no_args_is_help=True, help="List, open and close mechanisms.")
keys_app = typer.Typer(no_args_is_help=True, help="Who can open what.")
recovery_app = typer.Typer(no_args_is_help=True, help="What the trustees can recover.")
retention_app = typer.Typer(no_args_is_help=True, help="Let go of cases whose time is over.")
notices_app = typer.Typer(no_args_is_help=True, help="Messages by e-mail that hold no content.")
export_app = typer.Typer(no_args_is_help=True, help="Take figures out.")
for _name, _group in (
    ("mechanism", mechanism_app),
    ("keys", keys_app),
    ("recovery", recovery_app),
    ("retention", retention_app),
    ("notices", notices_app),
    ("export", export_app),
):
    app.add_typer(_group, name=_name)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Argument(metavar="MECHANISM", help="Its name or its code.")]
Optionally = Annotated[str, typer.Argument(metavar="MECHANISM", help="Its name or its code. Without it: all.")]
As = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="Its administrator or the human rights lead, who answers for it.")
]


@app.callback()
def _callback() -> None:
    """Operate grievance mechanisms. No command opens a case."""


# ---- mechanisms --------------------------------------------------------------------------------------------


@mechanism_app.command("list")
def list_mechanisms(as_json: AsJson = False) -> None:
    """List the mechanisms: whether each takes reports, and what it lacks before it may."""
    found = [_plain(one) for one in _mechanisms("")]
    if as_json:
        print_json(found)
    elif found:
        head = ("Mechanism", "Organisation", "State", "Lacks", "Code")
        write_table([head, *(tuple(map(str, _cells(one))) for one in found)])
    else:
        say("There is no mechanism yet. The human rights lead makes one in the workspace.")


@mechanism_app.command("open")
def open_mechanism(mechanism: Which, email: As, as_json: AsJson = False) -> None:
    """Let a mechanism take reports. Refused while something is missing that people would suffer from."""
    row = _one(mechanism)
    from knowshow.remedy.services import mechanisms

    _switched(mechanisms.open_mechanism(actor=_account(email), mechanism=row), as_json=as_json)


@mechanism_app.command("close")
def close_mechanism(mechanism: Which, email: As, as_json: AsJson = False) -> None:
    """Let a mechanism take no new reports. The cases that it has go on, and receipts still open them."""
    row = _one(mechanism)
    from knowshow.remedy.services import mechanisms

    _switched(mechanisms.close_mechanism(actor=_account(email), mechanism=row), as_json=as_json)


def _switched(row: MechanismRow, *, as_json: bool) -> None:
    if as_json:
        print_json(_plain(row))
    else:
        say(f"{row.name} {'takes reports from now on' if row.is_open else 'takes no new reports'}.")


def _plain(row: MechanismRow) -> dict[str, object]:
    from knowshow.remedy.services.mechanisms import missing

    return {
        "name": row.name, "code": row.code, "organisation": row.organisation.name, "open": row.is_open,
        "missing": missing(row),
    }  # fmt: skip


def _cells(one: dict[str, object]) -> tuple[object, ...]:
    lacks = one["missing"]
    said = ", ".join(lacks) if isinstance(lacks, list) and lacks else "nothing"
    return one["name"], one["organisation"], "open" if one["open"] else "closed", said, one["code"]


# ---- keys and trustees -------------------------------------------------------------------------------------


@keys_app.command("status")
def keys_status(mechanism: Optionally = "", as_json: AsJson = False) -> None:
    """Show which seats have a case key, how many cases each opens, and how many cases open for nobody."""
    rows = _mechanisms(mechanism)
    from knowshow.remedy.selectors import readiness

    found = [readiness.keys_status(row) for row in rows]
    if as_json:
        print_json(found)
        return
    for one in found:
        say(f"{one.mechanism}: {one.cases} cases, of which {one.opened_by_nobody} open for nobody.")
        lines = [
            (seat.seat, seat.role, "yes" if seat.has_key else "no", str(seat.opens), str(seat.waits))
            for seat in one.seats
        ]
        write_table([("Seat", "Role", "Has a key", "Opens", "Waits"), *lines])


@recovery_app.command("status")
def recovery_status(mechanism: Optionally = "", as_json: AsJson = False) -> None:
    """Show whether the trustees can open what nobody else can, and how often they did."""
    rows = _mechanisms(mechanism)
    from knowshow.remedy.selectors import readiness

    found = [readiness.recovery_status(row) for row in rows]
    if as_json:
        print_json(found)
        return
    for one in found:
        if not one.is_made:
            say(f"{one.mechanism}: the trustees have no recovery key.")
            continue
        say(f"{one.mechanism}: {one.needed} of {one.trustees} trustees, {one.outside} of them outside the company.")
        say(f"  Cases: {one.cases}; not sealed to this key: {one.not_sealed}. Used: {one.uses} times.")
        say(f"  Names that wait to be compared: {one.names_waiting}.")


@app.command("match")
def match(
    mechanism: Which,
    shares: Annotated[
        Path | None,
        typer.Option("--shares", metavar="FILE", help="The trustees' shares, one a line; - for standard input."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the names that people gave for matching, with the trustees' shares of the matching key.

    Each share is asked for, and not shown, unless a file is given: destroy it afterwards. No name is printed.
    Those who named the same are asked on their own page whether the other may know.
    """
    row = _one(mechanism)
    from knowshow.remedy.services import matching

    done = matching.compare_names(actor=None, mechanism=row, shares=_shares(shares))
    if as_json:
        print_json(done)
        return
    say(f"Names compared: {done.names}. New matches: {done.matches}.")
    if done.unreadable:
        say(f"Names that are sealed to a key of before: {done.unreadable}. They stay; bring its shares.")


def _shares(file: Path | None) -> list[str]:
    if file is None:
        return _asked_shares()
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError("The file cannot be read.", place=Place(str(file)), remedy="One share a line.") from error
    return [line for line in text.splitlines() if line.strip()]


def _asked_shares() -> list[str]:
    """Ask each trustee in turn; an empty answer ends it."""
    given: list[str] = []
    while share := typer.prompt(
        f"Share {len(given) + 1} (empty: no more)", default="", hide_input=True, show_default=False, err=True
    ).strip():
        given.append(share)
    return given


# ---- retention, messages, figures ----------------------------------------------------------------------------


@retention_app.command("run")
def run_retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do now what the server does each day: erase drafts and closed cases whose time is over, tell of what goes soon.

    Exit 1 if something could not be done; all else is done nevertheless.
    """
    _open()
    from knowshow.project import housekeeping

    done = _would_be_done() if dry_run else housekeeping.keep_house_now()
    if as_json:
        print_json(done)
    else:
        _say_done(done, dry_run=dry_run)
    if done.failures:
        raise typer.Exit(1)


def _would_be_done() -> Done:
    from knowshow.remedy.services import retention

    return retention.run_retention(dry_run=True)


def _say_done(done: Done, *, dry_run: bool) -> None:
    say("What would be done:" if dry_run else "Done:")
    say(f"  Drafts erased: {done.drafts}. Cases erased: {done.cases}. Told that they go soon: {done.told}.")
    say(f"  Kept, as a law or proceeding asks: {done.held}. Kept, as nobody has read them: {done.unread}.")
    for one in done.failures:
        say(f"  Could not be done: {' '.join(filter(None, (one.what, one.code)))} ({one.kind}).")


@notices_app.command("send")
def send_notices(as_json: AsJson = False) -> None:
    """Send the messages that are due. The server does it every few minutes. Exit 1 if one could not be sent."""
    _open()
    from knowshow.remedy.services import notices

    done = notices.send_notices()
    if as_json:
        print_json(done)
    elif not done.has_mail:
        say("This server sends no mail: set KNOWSHOW_EMAIL_HOST.")
    else:
        say(f"Sent to members: {done.to_members}, to people who asked for it: {done.to_people}. Failed: {done.failed}.")
    if done.failed:
        raise typer.Exit(1)


@export_app.command("figures")
def export_figures(
    mechanism: Which,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="Without it: a year back.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Without it: today.")
    ] = None,
) -> None:
    """Print the figures of GP 31 as JSON: eight criteria, with formulas' results, small counts hidden."""
    row = _one(mechanism)
    from knowshow.remedy.rules.gp31 import Period
    from knowshow.remedy.selectors import figures

    usual = figures.usual_period(until.date() if until else None)
    if since is not None and since.date() > usual.end:
        raise BadInputError("The period ends before it begins.", place=Place(field="--from"))
    period = Period(since.date(), usual.end) if since else usual
    card = figures.scorecard_of(row, period)
    print_json({"mechanism": row.name, "code": row.code, "period": card.period, "criteria": card.criteria})


# ---- finding -------------------------------------------------------------------------------------------------


def _open() -> None:
    from knowshow.project import database

    database.open_database()
    database.require_migrated()


def _mechanisms(which: str) -> list[MechanismRow]:
    """Return the mechanism that is meant, or all."""
    if which:
        return [_one(which)]
    _open()
    from knowshow.remedy.models import Mechanism

    return list(Mechanism.objects.select_related("organisation"))


def _one(which: str) -> MechanismRow:
    _open()
    from django.db.models import Q

    from knowshow.remedy.models import Mechanism

    found = list(Mechanism.objects.filter(Q(code=which) | Q(name=which)).select_related("organisation"))
    if len(found) != 1:
        what = "Several mechanisms are called so." if found else "There is no such mechanism."
        raise BadInputError(what, place=Place(field="MECHANISM"), remedy="See: knowshow grievance mechanism list")
    return found[0]


def _account(email: str) -> User:
    from knowshow.foundation.models import User

    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise BadInputError("There is no open account with this address.", place=Place(field="--as"))
    return found
