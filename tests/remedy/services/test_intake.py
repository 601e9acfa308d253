"""A report is received when it is first posted: never lost, never doubled, open to those it may be open to."""

import contextlib
import os
import threading

import pytest
from django.utils import timezone

from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.models import (
    Case,
    CaseKey,
    GroupCode,
    MatchName,
    PartShare,
    SealedPart,
    Seat,
    SeatRole,
    StageEntry,
)
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake, keys, mechanisms
from knowshow.remedy.services.intake import Receipt, Report
from knowshow.remedy.standing import Person, open_case
from tests import make
from tests.remedy import make as cases
from tests.remedy import seats
from tests.reporting.person import WRITE, Connection
from tests.reporting.place import Place, database

pytestmark = pytest.mark.django_db

REPORT = Report(text="They closed my account.", language="en", safe="yes")


@pytest.fixture
def mechanism():
    return make.mechanism()


def a_receipt():
    made = receipts.new_receipt()
    return Receipt(made.reference, receipts.secret_bytes(made.words))


def received(mechanism, receipt=None, report=REPORT, **more):
    return intake.receive(mechanism=mechanism, receipt=receipt or a_receipt(), report=report, **more)


def said(found):
    """Everything that the case of a report says, opened with its receipt."""
    entries = found.case.entries.order_by("number")
    return [envelopes.read_entry(one, found.keys.secrets) for one in entries]


# ---- received -----------------------------------------------------------------------------------------------


def test_the_intake_team_opens_it_and_its_clock_runs(mechanism):
    found = received(mechanism)
    user = CaseKey.objects.get(case=found.case).user
    handler = open_case(user, keys.open_keys(actor=user, passphrase=make.PASSPHRASE), found.case)
    assert envelopes.read_entry(found.case.entries.get(), handler.secrets) == REPORT.content
    stage = StageEntry.objects.get(case=found.case)
    assert (stage.stage, stage.entered_on, stage.left_on) == ("received", timezone.localdate(), None)
    assert stage.due_on > timezone.localdate()


def test_its_receipt_opens_it_again_and_no_other_does(mechanism):
    receipt = a_receipt()
    found = received(mechanism, receipt)
    opened = intake.open_with_receipt(reference=receipt.reference, secrets=[a_receipt().secret, receipt.secret])
    assert opened.secrets == found.keys.secrets
    assert intake.open_with_receipt(reference=receipt.reference, secrets=[a_receipt().secret]) is None
    assert intake.open_with_receipt(reference="0000-5724", secrets=[receipt.secret]) is None
    assert intake.open_with_receipt(reference=receipt.reference, secrets=[]) is None


# ---- never doubled ------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_report(mechanism):
    receipt = a_receipt()
    first, again = received(mechanism, receipt), received(mechanism, receipt)
    assert (first.is_again, again.is_again) == (False, True)
    assert first.case == again.case
    assert Case.objects.count() == 1
    assert said(again) == [REPORT.content]


def test_the_same_receipt_with_other_words_adds_them_once(mechanism):
    receipt, more = a_receipt(), Report(text="And again today.", language="en")
    received(mechanism, receipt)
    for _ in range(2):
        found = received(mechanism, receipt, more)
    assert said(found) == [REPORT.content, more.content]
    assert [one.kind for one in found.case.entries.order_by("number")] == ["report", "facts"]


def test_a_reference_that_is_somebody_elses_is_exchanged_and_nobody_is_refused(mechanism):
    taken = a_receipt()
    first = received(mechanism, taken)
    secret = a_receipt().secret
    other = received(mechanism, Receipt(taken.reference, secret))
    assert other.case != first.case
    assert other.reference != taken.reference
    assert intake.open_with_receipt(reference=other.reference, secrets=[secret])
    assert intake.open_with_receipt(reference=taken.reference, secrets=[taken.secret]).case == first.case


def test_the_same_form_from_many_taps_at_once_is_one_report(tmp_path, socket_enabled):
    with database(os.environ.get("DATABASE_URL", "")) as address:
        place = Place(tmp_path / "home", address)
        with place.served() as portal:
            pages = _tapped(portal.address, times=6)
        shown = {page.form("reference", "words", "places").value("reference") for page in pages}
        assert {page.status for page in pages} == {200}
        assert len(shown) == 1
        assert place.read_back([])["cases"] == 1


def _tapped(address, *, times):
    """The answers to one form, sent by several connections at the same moment."""
    with contextlib.closing(Connection(address)) as connection:
        form = connection.get(WRITE).form("text", "reference", "words")
    pages, together = [], threading.Barrier(times)

    def tap():
        with contextlib.closing(Connection(address)) as own:
            together.wait()
            pages.append(own.post(form.path, form.filled("send", text="They closed my account.")))

    people = [threading.Thread(target=tap) for _ in range(times)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return pages


# ---- the receipt was kept -----------------------------------------------------------------------------------


def test_the_proof_of_its_page_confirms_that_a_receipt_was_kept(mechanism):
    found = received(mechanism)
    other = received(mechanism)
    for wrong in ("", "not hex", other.proof):
        assert not intake.confirm_receipt(actor=None, case=found.case, proof=wrong)
    assert not Case.objects.get(pk=found.case.pk).is_confirmed
    assert intake.confirm_receipt(actor=None, case=found.case, proof=found.proof)
    assert Case.objects.get(pk=found.case.pk).is_confirmed


def test_so_does_the_receipt_itself_where_the_page_is_gone(mechanism):
    found = received(mechanism)
    intake.confirm_by_receipt(actor=Person(found.case, found.keys))
    assert Case.objects.get().is_confirmed


# ---- whom it concerns ---------------------------------------------------------------------------------------


def test_whoever_it_concerns_gets_no_key_in_any_of_her_seats(mechanism):
    named = seats.seated(mechanism, "intake", "handler", name="Nadia Named")
    concerned = named.seats.get(role="handler")
    found = received(mechanism, report=Report(text="It was her.", language="en", concerns=(concerned.pk,)))
    assert named not in {key.user for key in CaseKey.objects.filter(case=found.case)}
    assert CaseKey.objects.filter(case=found.case).exists()
    assert found.case.marks["conflict_declared"]


def test_where_nobody_of_intake_is_left_handlers_open_it_then_reviewers(mechanism):
    everybody = [one.pk for one in mechanism.seats.all()]
    reviewer = seats.seated(mechanism, "reviewer", name="Rosa Reviewer")
    assert [key.user for key, _role in intake.first_readers(mechanism, everybody)] == [reviewer]
    handler = seats.seated(mechanism, "handler", name="Hugo Handler")
    assert [key.user for key, _role in intake.first_readers(mechanism, everybody)] == [handler]


def test_where_nobody_is_left_it_is_received_for_the_trustees(mechanism):
    pair = KeyPair.new()
    mechanism.recovery_public = pair.public
    mechanism.save()
    everybody = tuple(one.pk for one in mechanism.seats.all())
    found = received(mechanism, report=Report(text="All of them.", language="en", concerns=everybody))
    assert not CaseKey.objects.exists()
    secrets = envelopes.open_recovery(Case.objects.select_related("mechanism").get(), pair)
    assert secrets.shared == found.keys.secrets.shared


def test_a_mechanism_whose_team_has_no_keys_has_no_readers_and_says_so():
    without = seats.mechanism(make.organisation())
    seats.seated(without, "intake", has_key=False)
    assert intake.first_readers(without, ()) == []
    assert "intake_key" in mechanisms.missing(without)


# ---- drafts -------------------------------------------------------------------------------------------------


def test_a_draft_is_the_persons_alone_and_has_no_stage(mechanism):
    seats.seated(mechanism, "custodian", name="Clara Custodian")
    named = Report(text="Not yet.", language="en", identity={"name": "Amal"}, contact={"email": "a@example.org"},
                   wants_notices=True)  # fmt: skip
    mechanism.notice_public = KeyPair.new().public
    mechanism.save()
    found = received(mechanism, report=named, is_draft=True)
    assert (found.case.stage, found.case.is_draft) == ("", True)
    assert not CaseKey.objects.exists()
    assert not PartShare.objects.exists()
    assert not any(bytes(one.for_notices) for one in SealedPart.objects.all())
    assert not StageEntry.objects.exists()


def test_sent_it_is_a_report_and_its_keys_go_where_they_belong(mechanism):
    seats.seated(mechanism, "custodian", name="Clara Custodian")
    mechanism.notice_public = KeyPair.new().public
    mechanism.save()
    receipt = a_receipt()
    named = Report(text="Now.", language="en", identity={"name": "Amal"}, contact={"email": "a@example.org"},
                   wants_notices=True)  # fmt: skip
    received(mechanism, receipt, Report(text="Not yet.", language="en", identity={"name": "A."}), is_draft=True)
    found = received(mechanism, receipt, named)
    case = Case.objects.get()
    assert (case.is_draft, case.stage, case.keep_until) == (False, "received", None)
    assert CaseKey.objects.filter(case=case).exists()
    assert {one.part.what for one in PartShare.objects.all()} == {"identity", "contact"}
    assert bytes(SealedPart.objects.get(what="contact").for_notices)
    assert said(found)[0]["text"] == "Now."
    assert len(said(found)) == 1


def test_saved_again_it_holds_the_newest_words_only(mechanism):
    receipt = a_receipt()
    for text in ("One.", "Two."):
        found = received(mechanism, receipt, Report(text=text, language="fr"), is_draft=True)
    assert [one["text"] for one in said(found)] == ["Two."]
    assert Case.objects.get().language == "fr"


def test_what_was_sent_is_not_saved_as_a_draft_again(mechanism):
    receipt = a_receipt()
    received(mechanism, receipt)
    found = received(mechanism, receipt, Report(text="Later.", language="en"), is_draft=True)
    assert not Case.objects.get().is_draft
    assert [one["text"] for one in said(found)] == [REPORT.text, "Later."]


def test_a_name_that_was_taken_back_is_emptied(mechanism):
    receipt = a_receipt()
    received(mechanism, receipt, Report(text="x", language="en", identity={"name": "Amal"}), is_draft=True)
    found = received(mechanism, receipt)
    part = SealedPart.objects.select_related("case__mechanism").get()
    assert envelopes.open_part(part, found.keys.parts["identity"]) == {}


# ---- groups and names ---------------------------------------------------------------------------------------


def a_code(mechanism):
    return GroupCode.objects.create(
        mechanism=mechanism, digest=b"d", label="Drivers", until=timezone.localdate(),
        given_by=mechanism.seats.first().user,
    )  # fmt: skip


@pytest.mark.parametrize("is_saved_first", [False, True])
def test_a_groups_code_counts_what_is_sent_with_it_and_counts_it_once(mechanism, is_saved_first):
    code, receipt = a_code(mechanism), a_receipt()
    if is_saved_first:
        received(mechanism, receipt, group_code=code, is_draft=True)
    for _ in range(2):
        received(mechanism, receipt, group_code=code)
    code.refresh_from_db()
    assert code.used == 1
    assert Case.objects.get().group_code == code


def test_whom_she_names_is_stored_only_where_trustees_hold_a_key_for_it(mechanism):
    named = Report(text="x", language="en", names_for_matching=("Example",))
    received(mechanism, report=named)
    assert not MatchName.objects.exists()


def test_the_same_form_again_adds_name_contact_and_whom_it_concerns():
    of = cases.mechanism()
    karl = seats.seated(of, SeatRole.INTAKE, name="Karl Concerned")
    receipt = cases.receipt()
    first = intake.receive(mechanism=of, receipt=receipt, report=cases.report())
    assert CaseKey.objects.filter(case=first.case, user=karl).exists()
    seat = Seat.objects.get(user=karl)
    more = cases.report(identity={"name": "Nadia"}, contact={"contact": "0123"}, standing="named", concerns=[seat.pk])
    again = intake.receive(mechanism=of, receipt=receipt, report=more)
    assert set(again.keys.parts) == {"identity", "contact"}
    assert again.case.standing == "named"
    assert not CaseKey.objects.filter(case=first.case, user=karl).exists()
    part = again.case.parts.get(what="identity")
    assert envelopes.open_part(part, again.keys.parts["identity"]) == {"name": "Nadia"}


def test_an_older_page_that_is_sent_again_takes_nothing_away():
    of, receipt = cases.mechanism(), cases.receipt()
    intake.receive(mechanism=of, receipt=receipt, report=cases.report(identity={"name": "Nadia"}))
    again = intake.receive(mechanism=of, receipt=receipt, report=cases.report())
    part = again.case.parts.get(what="identity")
    assert (part.version, envelopes.open_part(part, again.keys.parts["identity"])) == (1, {"name": "Nadia"})


def test_what_is_saved_after_it_was_sent_does_not_hand_a_drafts_secrets_to_the_team():
    of, receipt = cases.mechanism(), cases.receipt()
    intake.receive(mechanism=of, receipt=receipt, report=cases.report())
    later = cases.report("And one thing more.", kept={"matching": "Manager Max"})
    again = intake.receive(mechanism=of, receipt=receipt, report=later, is_draft=True)
    assert not again.case.is_draft
    said = [envelopes.read_entry(one, again.keys.secrets) for one in again.case.entries.all()]
    assert said[-1]["text"] == "And one thing more."
    assert "Manager Max" not in str(said)
