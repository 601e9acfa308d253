"""``knowshow user``: what the operator does for people's accounts (GP 19: responsibility is assigned)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import as_json_text, print_json, say, write_table, write_whole

if TYPE_CHECKING:
    from knowshow.foundation.models import User

app = typer.Typer(help="Add people, give links, close accounts.", no_args_is_help=True)


class MemberRole(StrEnum):
    """What a member does in an organisation."""

    LEAD = "lead"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    OBSERVER = "observer"


Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Address = Annotated[
    str, typer.Option(metavar="URL", help="How people reach the workspace. Without it: from KNOWSHOW_HOSTS.")
]


@app.command("add")
def add_user(
    email: Email,
    organisation: Annotated[str, typer.Option(help="Its name. Opened if there is none, for its first lead.")],
    role: Annotated[MemberRole, typer.Option(help="What the person does there.")],
    name: Annotated[str, typer.Option(help="The name that others see.")] = "",
    address: Address = "",
    as_json: AsJson = False,
) -> None:
    """Make somebody a member of an organisation. Prints the link to set a password with."""
    _open()
    from knowshow.foundation import accounts
    from knowshow.foundation.services import operators

    seated = operators.seat_member(organisation=organisation, email=email, name=name, role=role.value)
    user = seated.membership.user
    link = _whole(accounts.password_link(user), address) if seated.needs_password else None
    if as_json:
        print_json({"email": user.email, "organisation": organisation, "role": role.value, "link": link})
        return
    say(f"{user} is now {seated.membership.get_role_display()} of {seated.membership.organisation}.")
    if link is None:
        say("This person has a password already and signs in as before.")
    else:
        _print_link(link)


@app.command("link")
def make_link(
    email: Email,
    drop_second_factor: Annotated[
        bool,
        typer.Option("--drop-second-factor", help="Also take off password, second factor and open sessions."),
    ] = False,
    address: Address = "",
    as_json: AsJson = False,
) -> None:
    """Print a new link to set a password with. Make sure that it is the person herself who asks."""
    _open()
    from knowshow.foundation.services import operators

    link = _whole(operators.new_link(email=email, drop_second_factor=drop_second_factor), address)
    if as_json:
        print_json({"email": email, "link": link})
        return
    if drop_second_factor:
        say("Password, second factor and open sessions are gone; only this link opens the account.")
    _print_link(link)


@app.command("close")
def close_user(email: Email, as_json: AsJson = False) -> None:
    """Close an account: its sessions end, nobody signs in. What the person did stays in the history."""
    _open()
    from knowshow.foundation.services import operators

    user = operators.close_account(email=email)
    if as_json:
        print_json({"email": user.email, "open": False})
    else:
        say(f"The account {user.email} is closed.")


@app.command("export")
def export_user(
    email: Email,
    out: Annotated[Path | None, typer.Option(metavar="F", help="The file to write; none: standard output.")] = None,
) -> None:
    """Write all that is held about a person, as JSON. What opens the account is left out."""
    _open()
    from knowshow.foundation.services import people

    told = people.tell_person(email=email)
    if out is None:
        print_json(told)
        return
    write_whole({out: as_json_text(told).encode()})
    say(f"Wrote {out}")


@app.command("erase")
def erase_user(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a person's name and address off everything but frozen versions. It cannot be undone."""
    _open()
    from knowshow.foundation.services import people

    if not yes:
        typer.confirm(f"Erase the name and address of {email}? It cannot be undone.", abort=True, err=True)
    alias = people.erase_person(email=email)
    if as_json:
        print_json({"email": email, "erased": True, "now": alias})
        return
    say(f"Erased. What this person did now stands under “{alias}”.")
    say("Frozen versions, reports made before, and backups still hold the name: see docs/data-inventory.md.")


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List the accounts with their organisations and roles."""
    _open()
    from knowshow.foundation.models import User

    people = [_plain(user) for user in User.objects.prefetch_related("memberships__organisation")]
    if as_json:
        print_json(people)
    elif people:
        write_table([("Address", "Name", "State", "Organisations"), *(_row(person) for person in people)])
    else:
        say("There is no account yet. Add one: knowshow user add EMAIL --organisation NAME --role lead")


@app.command("remove-demo")
def remove_demo(as_json: AsJson = False) -> None:
    """Close the demo's accounts. Then the server may be used by others."""
    _open()
    from knowshow.foundation.services import operators

    closed = list(operators.remove_demo_accounts())
    if as_json:
        print_json({"closed": closed})
    else:
        say(f"Closed: {', '.join(closed)}." if closed else "There is no open demo account.")


def _open() -> None:
    from knowshow.project import database

    database.open_database()
    database.require_migrated()


def _plain(user: User) -> dict[str, object]:
    seats = [{"organisation": str(seat.organisation), "role": seat.role} for seat in user.memberships.all()]
    return {
        "email": user.email,
        "name": user.name,
        "open": user.is_active,
        "has_password": user.has_usable_password(),
        "demo": user.is_demo,
        "organisations": seats,
    }


def _row(person: dict[str, object]) -> tuple[str, str, str, str]:
    seats = person["organisations"]
    where = ", ".join(f"{seat['organisation']} ({seat['role']})" for seat in seats) if isinstance(seats, list) else ""
    return str(person["email"]), str(person["name"]) or "-", _state(person), where or "none"


def _state(person: dict[str, object]) -> str:
    state = "closed" if not person["open"] else "open" if person["has_password"] else "waits for a password"
    return f"{state}, demo" if person["demo"] else state


def _print_link(link: str) -> None:
    say("Hand over this link through a channel that you trust. It works once, for three days:")
    write_table([(link,)])


def _whole(path: str, address: str) -> str:
    """Put in front of the path how people reach the workspace."""
    from knowshow.project.addresses import base_address

    return f"{base_address(address)}{path}"
