"""The other side of the portal, in a process of its own: set a mechanism up, and read back what was acknowledged.

`python -m tests.reporting.office set-up` prints who may open cases; `read` takes that, with what was sent and its
receipts, and prints what is lost or stands half there; `work` brings one case through all its stages.
"""

import json
import sys
from pathlib import Path

#: That of everybody in ``tests.remedy.seats``, whose builders work here too.
PASSPHRASE = "correct horse battery staple"
_CLOCKS = {"acknowledged": 5, "admissible": 10, "assessed": 20}


def main():
    """Do one of the three; read what it needs from standard input."""
    import django

    django.setup()
    given = json.loads(sys.stdin.read() or "{}")
    act = {"set-up": set_up, "read": read, "work": work}[sys.argv[1]]
    sys.stdout.write(json.dumps(act(given)))


def set_up(_given):
    """Make tables, an organisation, an open mechanism with trustees, and one member who opens new reports."""
    from django.core.management import call_command

    from knowshow.foundation.models import Membership, Organisation, Role, User
    from knowshow.remedy.services import keys, mechanisms, recovery, seats

    call_command("migrate", verbosity=0)
    organisation = Organisation.objects.create(name="Example Company")
    lead, reader = (User.objects.create_user(f"{name}@example.org", name=name.title()) for name in ("lead", "reader"))
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    Membership.objects.create(organisation=organisation, user=reader, role=Role.CASE_TEAM)
    mechanism = mechanisms.make_mechanism(actor=lead, organisation=organisation, name="Example mechanism")
    seats.give_seat(actor=lead, mechanism=mechanism, user=reader, role="intake", label="Intake 1")
    keys.make_keys(actor=reader, passphrase=PASSPHRASE)
    trustees = [recovery.Named("A works council"), recovery.Named("A notary outside", is_outside=True)]
    recovery.put_in_force(actor=lead, mechanism=mechanism, drawn=recovery.draw(trustees=trustees, needed=2))
    mechanisms.change_mechanism(actor=lead, mechanism=mechanism, country="DE", languages=["en"], clocks=_CLOCKS)
    mechanisms.change_texts(actor=lead, mechanism=mechanism, language="en", texts={"terms": "How we work."})
    mechanisms.open_mechanism(actor=lead, mechanism=mechanism)
    return {"mechanism": mechanism.pk, "reader": reader.pk}


def read(given):
    """Open each acknowledged report with its receipt and as the reader; then look at every row, acknowledged or not."""
    from knowshow.foundation.models import User
    from knowshow.remedy.models import Case
    from knowshow.remedy.services import keys

    reader = User.objects.get(pk=given["reader"])
    opened = keys.open_keys(actor=reader, passphrase=PASSPHRASE)
    lost = {sent["reference"]: said for sent in given["sent"] if (said := _missing(sent, reader, opened))}
    half = {case.reference: said for case in Case.objects.all() if (said := _torn(case))}
    return {"lost": lost, "half": half, "cases": Case.objects.count()}


def work(given):
    """Bring a case from report to remedy verified, closed and appealed against; both sides write what is given."""
    from knowshow.remedy.rules import receipts
    from knowshow.remedy.rules.stages import Stage
    from knowshow.remedy.services import appeals, coding, intake, messages, safety, tasks
    from knowshow.remedy.services import person as hers
    from tests.remedy import make as cases

    words = receipts.secret_bytes(tuple(given["words"]))
    who = intake.open_with_receipt(reference=given["reference"], secrets=[words])
    for step in cases.way_to(Stage.CLOSED):
        step(who)
    handler = cases.handler(who)
    messages.write_note(actor=handler, text=given["note"])
    messages.answer(actor=handler, text=given["answer"], although_unsafe=True)
    coding.rate(
        actor=handler, severity=coding.Severity(3, 2, 2), urgency="days", retaliation_risk="high",
        reasons=given["note"],
    )  # fmt: skip
    tasks.add_task(actor=handler, text=given["note"], due_on=cases.later(9))
    safety.make_plan(actor=handler, text=given["note"])
    hers.write_message(actor=cases.again(who), text=given["message"])
    safety.report_retaliation(actor=cases.again(who), text=given["message"])
    appeals.lodge_appeal(actor=cases.again(who), text=given["message"])
    return {"entries": who.case.entries.count(), "stage": cases.fresh(who.case).stage}


def _missing(sent, reader, opened):
    """Say what of one acknowledged report is not as it was sent; nothing if all is."""
    from knowshow.errors import KnowshowError
    from knowshow.remedy.rules import receipts
    from knowshow.remedy.services import files, intake
    from knowshow.remedy.standing import open_case

    secret = receipts.secret_bytes(tuple(sent["words"]))
    try:
        person = intake.open_with_receipt(reference=sent["reference"], secrets=[secret])
        if person is None:
            return "its receipt opens nothing"
        handler = open_case(reader, opened, person.case)
        texts = [_text(person.case, secrets) for secrets in (person.secrets, handler.secrets)]
        for file in person.case.files.all():
            file.case = person.case
            b"".join(files.read_file(actor=person, file=file))
    except KnowshowError as error:
        return f"it does not open ({type(error).__name__})"
    if texts != [sent["text"]] * 2:
        return "it says something else"
    return "it is not marked as kept" if sent["is_confirmed"] and not person.case.is_confirmed else ""


def _text(case, secrets):
    from knowshow.remedy import envelopes

    return envelopes.read_entry(case.entries.get(kind="report"), secrets)["text"].replace("\r\n", "\n")


def _torn(case):
    """Say what a case lacks that it is never without; nothing if it is whole."""
    from knowshow.remedy import envelopes

    entries = list(case.entries.order_by("number"))
    lacks = {
        "a report": not any(entry.kind == "report" for entry in entries),
        "an unbroken chain": bool(envelopes.broken_links(case, entries, {})),
        "a reader": not (case.is_draft or case.keys.exists()),
        "a stage": not (case.is_draft or case.stages.filter(left_on__isnull=True).count() == 1),
        "its way to the trustees": not (case.is_draft or case.recovery_sealed),
        "its files": any(map(_is_cut, case.files.all())),
    }
    return ", ".join(what for what, is_so in lacks.items() if is_so)


def _is_cut(file):
    """Whether the sealed file on the disk is not as long as its row says."""
    from django.conf import settings

    found = list(Path(settings.MEDIA_ROOT).rglob(file.code))
    return [one.stat().st_size for one in found] != [file.stored_size]


if __name__ == "__main__":
    main()
