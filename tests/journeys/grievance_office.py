"""What stands behind the journeys of a grievance, in a process of its own: set up, prepare a case, check the end.

`python -m tests.journeys.grievance_office set-up` prints who sits where; `name` stores a case whose person gave her
name; `check` tells what became of all cases, and what of the given words lies readable in any table; `slow` lets
reports wait from so many an hour on; `lanes` tells where each waits.
"""

import json
import sys

#: Who sits where, by first name; each has a demo account, which needs no second factor, but for Sven.
SEATS = {
    "Hanna": ("intake", "handler"), "Rina": ("reviewer",), "Ines": ("interpreter",), "Adam": ("adviser",),
    "Cora": ("custodian",), "Cleo": ("custodian",), "Anna": ("analyst",), "Otto": ("observer",),
    "Adele": ("administrator",), "Sven": ("intake", "handler"),
}  # fmt: skip
_KEYLESS = ("Anna", "Otto", "Adele")


def main():
    """Do one of these; read what it needs from standard input."""
    import django

    django.setup()
    given = json.loads(sys.stdin.read() or "{}")
    act = {"set-up": set_up, "name": name, "check": check, "slow": slow, "lanes": lanes}[sys.argv[1]]
    sys.stdout.write(json.dumps(act(given)))


def set_up(_given):
    """Make tables, an organisation, a mechanism that takes reports, its people, and one who is no part of it."""
    from django.core.management import call_command

    from tests import make
    from tests.remedy import seats

    call_command("migrate", verbosity=0)
    organisation = make.organisation()
    mechanism = seats.mechanism(organisation, question_set="general", texts={"en": {"terms": "Free, and by choice."}})
    people = {}
    for first, roles in SEATS.items():
        people[first] = seats.seated(mechanism, *roles, name=f"{first} Example", has_key=first not in _KEYLESS)
    people["Olga"] = make.member(make.organisation("Another company"), "lead", name="Olga Outside")
    people["Sven"].is_demo = False
    people["Sven"].save(update_fields=["is_demo"])
    return {"mechanism": mechanism.pk, "people": {first: one.email for first, one in people.items()}}


def name(given):
    """Store a report whose person gave her name, and lets the team know it; Hanna wrote a note for the team."""
    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.services import messages
    from tests.remedy import make as cases

    who = cases.person(
        Mechanism.objects.get(), given["story"], identity={"name": given["name"]}, standing="confidential",
        consent="handlers",
    )  # fmt: skip
    hanna = User.objects.get(name="Hanna Example")
    messages.write_note(actor=cases.handler(who, hanna), text=given["note"])
    return {"case": who.case.pk, "reference": who.case.reference}


def check(given):
    """Check each chain with all signing keys, and look for words in every row of every table."""
    from knowshow.remedy.models import Case
    from knowshow.remedy.selectors.chains import case_chains

    chains = {one.reference: [one.entries, list(one.broken)] for one in case_chains()}
    stages = {one.reference: [one.stage, one.outcome, one.is_confirmed] for one in Case.objects.all()}
    rows = b"\n".join(_rows())
    found = [words for words in given["words"] if words.encode() in rows]
    return {"chains": chains, "stages": stages, "found": found}


def slow(given):
    """Let reports wait apart once more than so many came within an hour."""
    from knowshow.remedy.models import Mechanism

    return Mechanism.objects.update(slow_after=given["after"])


def lanes(_given):
    """Tell where each report waits."""
    from knowshow.remedy.models import Case

    return dict(Case.objects.values_list("reference", "lane"))


def _rows():
    """Every row as it lies in the database, bytes and text alike."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                yield b"|".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


if __name__ == "__main__":
    main()
