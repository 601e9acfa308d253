"""What people write while the chains are checked raises no alarm; what was changed does."""

import pytest

from knowshow.foundation import history
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy.models import Case, Entry, KeyScope, SealedPart, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.chains import case_chains, cases_gone
from knowshow.remedy.services import files, intake, keys, messages, person, shredding
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def test_a_case_in_which_somebody_writes_meanwhile_is_whole():
    of = make.mechanism()
    make.person(of)
    second = make.person(of)
    chains = case_chains()
    next(chains)
    person.write_message(actor=make.again(second), text="One more thing that I remember.")
    assert next(chains).is_whole


def test_a_member_who_made_her_key_meanwhile_is_known():
    of = make.mechanism()
    make.person(of)
    second = make.person(of)
    chains = case_chains()
    next(chains)
    newcomer = seats.seated(of, SeatRole.HANDLER, name="Nora Newcomer")
    keys.give_case(actor=make.handler(second), user=newcomer, role=SeatRole.HANDLER)
    messages.answer(actor=make.handler(second, newcomer), text="I take this over.")
    assert next(chains).is_whole


def test_a_case_that_was_changed_meanwhile_is_broken():
    of = make.mechanism()
    make.person(of)
    second = make.person(of, identity={"name": "Nadia"}, standing="named")
    chains = case_chains()
    next(chains)
    Entry.objects.filter(case=second.case).update(kind="facts")
    SealedPart.objects.update(consent="handlers")
    found = next(chains)
    assert (found.broken, found.not_as_given, found.is_whole) == ((1,), ("identity",), False)


NAME = {"name": "Nadia"}


class Former:
    """A case as it stands now, to be put back in the database alone, as whoever writes there can."""

    def __init__(self, case):
        self.case = Case.objects.get(pk=case.pk)
        self.parts = list(self.case.parts.all())

    def put_back(self):
        end = {"entry_count": self.case.entry_count, "chain_head": self.case.chain_head}
        Entry.objects.filter(case=self.case, number__gt=self.case.entry_count).delete()
        Case.objects.filter(pk=self.case.pk).update(**end)
        for part in self.parts:
            part.save()


def found_in(case):
    """What does not hold in a case."""
    found = {one.reference: one for one in case_chains()}[case.reference]
    return found.broken, found.not_as_given, found.not_as_noted


def test_a_case_that_was_put_back_to_a_former_state_is_found():
    """Her consent of before holds again, her later no is gone, and the case's own chain is whole."""
    who = make.person(identity=NAME, standing="named", consent="handlers")
    former = Former(who.case)
    person.put_part(actor=make.again(who), what=KeyScope.IDENTITY, content=NAME, consent="ask")
    assert found_in(who.case) == ((), (), ())
    former.put_back()
    assert found_in(who.case) == ((), (), (2,))
    assert history.broken_entries(HistoryEntry.objects.order_by("pk")) == []


def test_a_case_that_was_put_back_is_found_though_people_wrote_on():
    who = make.person()
    former = Former(who.case)
    person.write_message(actor=make.again(who), text="One more thing.")
    former.put_back()
    for text in ("Something else.", "And another."):
        person.write_message(actor=make.again(who), text=text)
    assert found_in(who.case) == ((), (), (2,))


def test_what_was_noted_before_the_ends_of_cases_were_is_taken_as_it_stands():
    who = make.person()
    former = Former(who.case)
    person.write_message(actor=make.again(who), text="One more thing.")
    HistoryEntry.objects.update(detail={})
    former.put_back()
    assert found_in(who.case) == ((), (), ())


@pytest.mark.parametrize("stage", [Stage.VERIFIED, Stage.CLOSED, Stage.APPEALED])
def test_a_case_that_went_its_way_is_as_the_history_noted_it(stage):
    who = make.at(stage)
    assert found_in(who.case) == ((), (), ())
    assert cases_gone() == []


def test_a_draft_that_was_begun_anew_is_as_the_history_noted_it():
    of, receipt = make.mechanism(), make.receipt()
    got = intake.receive(mechanism=of, receipt=receipt, report=make.report(identity=NAME), is_draft=True)
    files.add_file(actor=make.Person(got.case, got.keys), name="note.txt", content=b"What I saw.")
    actor = make.again(make.Person(got.case, got.keys))
    intake.save_draft(actor=actor, report=make.report("Otherwise."))
    intake.send_draft(actor=make.again(actor), report=make.report("Once more."))
    assert found_in(got.case) == ((), (), ())


def test_a_case_that_is_gone_is_named_by_the_history():
    first, second = make.person(), make.person()
    _drop(first.case)
    assert cases_gone() == [first.case.reference]
    Case.objects.filter(pk=second.case.pk).update(is_draft=True)
    assert set(cases_gone()) == {first.case.reference, second.case.reference}


def _drop(case):
    """Take a case out of the database, as whoever writes there can."""
    Entry.objects.filter(case=case).delete()
    for rows in (case.stages, case.keys):
        rows.all().delete()
    case.delete()


def test_a_case_that_was_erased_is_not_missed():
    who = make.person()
    person.write_message(actor=make.again(who), text="One more thing.")
    shredding.shred_case(actor=None, case=make.fresh(who.case), reason=shredding.RETENTION)
    assert (list(case_chains()), cases_gone()) == ([], [])
