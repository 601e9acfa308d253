"""Coming back with the receipt: her page, a message, more facts, a copy; and nobody else's receipt opens it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseFile, CaseKey, Entry, EntryKind, KeyScope, Seat, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import files, keys, messages, recovery, stages
from knowshow.remedy.services import person as persons
from knowshow.remedy.services.recovery import Named
from knowshow.remedy.standing import Person
from tests import make
from tests.page import PortalClient
from tests.remedy import make as cases
from tests.remedy import seats
from tests.remedy.returning import Back, back

pytestmark = pytest.mark.django_db

ANSWER = "You were right to complain.\nNobody had looked at it."


def _entries(her, kind):
    found = her.case.entries.filter(kind=kind)
    return [envelopes.read_entry(entry, her.who.secrets) for entry in found]


# ---- the receipt -----------------------------------------------------------------------------------------------


def test_the_way_back_asks_for_a_reference_and_eight_words_and_says_nothing_else(as_public):
    page = as_public.get("/return/")
    assert page.heading == page.title == "Your reference and your words"
    assert {"reference", "words"} <= page.form("Continue").names


@pytest.mark.parametrize("stage", list(Stage))
def test_her_page_opens_at_every_stage_and_its_title_tells_nothing(stage):
    page = back(stage).opens()
    assert page.heading == page.title == "Where it stands"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert [way_out.get("rel") for way_out in page.by_class("exit")] == ["noreferrer"]


def test_numbers_capital_letters_and_a_slip_lead_back_too():
    her = back()
    words = list(her.reported.words)
    numbers = [f"{receipts.number_of(word):04}" for word in words]
    assert her.opens(words=" ".join(numbers)).heading == "Where it stands"
    assert her.opens(words=" ".join(words).upper()).heading == "Where it stands"
    mistyped = [*words[:-1], words[-1] + "q"]
    assert her.opens(words="  ".join(mistyped)).heading == "Where it stands"


def test_an_unknown_reference_and_other_words_get_the_same_answer_and_as_many_derivations(monkeypatch):
    her, other = back(), back()
    unknown = receipts.new_receipt().reference
    derived = []
    derive = envelopes.receipt_key
    monkeypatch.setattr(envelopes, "receipt_key", lambda *given: derived.append(1) or derive(*given))

    def answer(reference):
        derived.clear()
        page = her.page.post("/return/", {"reference": reference, "words": other.receipt["words"]}, status=422)
        return page.main.replace(reference, ""), len(derived)

    assert answer(unknown) == answer(her.receipt["reference"])


def test_what_is_no_word_of_a_receipt_is_named_by_its_place_and_nothing_is_lost():
    her = back()
    words = list(her.reported.words)
    words[2] = "zzzzzzzz"
    page = her.page.post("/return/", {**her.receipt, "words": " ".join(words)}, status=422)
    assert page.errors == ["Not all of these are words of a receipt. Look again at number 3."]
    assert page.form("Continue").fields["words"] == " ".join(words)
    assert her.opens().heading == "Where it stands"


def test_after_many_wrong_tries_the_right_words_still_open():
    her, other = back(), back()
    for _ in range(12):
        her.page.post("/return/", {**her.receipt, "words": other.receipt["words"]}, status=422)
    assert her.opens().heading == "Where it stands"


def test_right_words_cost_one_derivation(monkeypatch):
    her, derived = back(), []
    derive = envelopes.receipt_key
    monkeypatch.setattr(envelopes, "receipt_key", lambda *given: derived.append(1) or derive(*given))
    her.opens()
    assert len(derived) == 1


def test_coming_back_proves_that_the_receipt_was_kept():
    her = back()
    assert not her.case.is_confirmed
    her.opens()
    assert her.case.is_confirmed


@pytest.mark.parametrize("address", ["", "message/", "more/", "decide/", "tell/", "copy/"])
def test_every_page_of_hers_refuses_another_receipt(address):
    her, other = back(Stage.REMEDY_OFFERED, text="A story that is hers."), back()
    given = {"reference": her.receipt["reference"], "words": other.receipt["words"]}
    page = her.page.post(f"/return/{address}", given, status=422)
    assert page.heading == "Your reference and your words"
    assert "A story that is hers." not in page.html


@pytest.mark.parametrize("address", ["", "message/", "more/", "decide/", "tell/", "copy/"])
def test_every_page_of_hers_asks_for_the_receipt_when_it_is_only_looked_at(as_public, address):
    assert as_public.get(f"/return/{address}").heading == "Your reference and your words"


def test_a_form_from_another_site_is_shown_again_and_nothing_is_done():
    her = back()
    page = her.page.post(
        "/return/message/", {**her.receipt, "text": "Written here."}, Origin="https://elsewhere.example"
    )
    assert page.heading == "Please check and send again"
    assert not _entries(her, EntryKind.MESSAGE)
    page.submit("Send again")
    assert _entries(her, EntryKind.MESSAGE) == [{"text": "Written here."}]


def test_words_written_with_a_wrong_receipt_are_sent_with_the_right_one():
    her, other = back(), back()
    page = her.posts("message/", status=422, text="Do not lose this.", words=other.receipt["words"])
    page = page.submit("Continue", words=her.receipt["words"])
    assert page.heading == "Where it stands"
    assert _entries(her, EntryKind.MESSAGE) == [{"text": "Do not lose this."}]


# ---- what she reads --------------------------------------------------------------------------------------------


def test_she_reads_what_both_sides_wrote_by_seat_and_not_by_name():
    her = back(text="They closed my account.")
    Seat.objects.update(label="Casework 2")
    messages.answer(actor=cases.handler(her.who), text=ANSWER)
    page = her.opens()
    assert "They closed my account." in page.main
    assert "You were right to complain." in page.main
    assert "Casework 2" in page.main
    assert "Hanna" not in page.html


def test_what_is_new_is_marked_and_then_read_to_the_day():
    her = back()
    entry = messages.answer(actor=cases.handler(her.who), text=ANSWER)
    assert "1 new entry" in her.opens().main
    entry.refresh_from_db()
    assert entry.read_on == timezone.localdate()
    assert "1 new entry" not in her.opens().main


def test_she_sees_whether_and_on_which_day_her_words_were_read():
    her = back()
    assert her.opens().main.count("Not read yet") == 1, "her report"
    messages.mark_read(actor=cases.handler(her.who))
    persons.write_message(actor=her.who, text="Did you get it?")
    Entry.objects.filter(case=her.case, number=1).update(read_on=date(2026, 11, 3))
    page = her.opens()
    assert "Read on 3 Nov 2026" in page.main
    assert page.main.count("Not read yet") == 1, "her message"
    assert "Read on 3 Nov 2026" in her.posts("copy/", do="show").main


def test_what_she_chose_and_what_we_wrote_says_nothing_of_being_read_by_us():
    her = back()
    messages.mark_read(actor=cases.handler(her.who))
    persons.say_whether_safe(actor=her.who, answer="no")
    messages.answer(actor=cases.handler(her.who), text="We are looking into it.", although_unsafe=True)
    assert "Not read yet" not in her.opens().main


def test_notes_of_the_team_and_drafts_of_answers_are_not_on_her_page():
    her = back()
    messages.write_note(actor=cases.handler(her.who), text="An internal thought.")
    messages.draft_answer(actor=cases.handler(her.who), text="Not sent yet.")
    page = her.opens()
    assert "An internal thought." not in page.html
    assert "Not sent yet." not in page.html


def test_a_translation_stands_beside_what_it_translates_and_says_who_did_it():
    her = back()
    entry = messages.answer(actor=cases.handler(her.who), text=ANSWER)
    interpreter = cases.given(her.who, SeatRole.INTERPRETER, name="Inge Interpreter")
    messages.translate(actor=interpreter, entry=entry, text="Vous aviez raison.", language="fr")
    page = her.opens()
    beside = page.by_id(f"entry-{entry.number}")
    (translated,) = [one for one in page.all("div", within=beside) if one.get("lang") == "fr"]
    assert "Vous aviez raison." in "".join(translated.itertext())
    assert "Français, by an interpreter" in page.main


def test_who_can_open_it_today_stands_there_with_trustees_and_each_use_of_recovery():
    of = cases.mechanism()
    drawn = recovery.draw(trustees=[Named("The works council"), Named("An ombudsperson", is_outside=True)], needed=2)
    lead = make.lead_of(of.organisation)
    recovery.put_in_force(actor=lead, mechanism=of, drawn=drawn)
    her = back(of=of)
    assert "They have never done so." in her.opens().main
    user = seats.seated(of, SeatRole.REVIEWER, name="Rina Reviewer")
    CaseKey.objects.update(until=timezone.localdate())  # the handler lost it
    recovery.use_recovery(
        actor=lead, mechanism=of, shares=drawn.shares, reason="The key was lost.", user=user,
        role=SeatRole.REVIEWER, references=[her.case.reference],
    )  # fmt: skip
    page = her.opens()
    assert "The works council, An ombudsperson" in page.main
    assert "They have done so 1 time." in page.main
    assert "The trustees together opened your case for Reviewer." in page.main
    assert "The key was lost." in page.main


def test_until_it_is_sealed_anew_former_trustees_are_not_told_as_those_of_today():
    of = cases.mechanism()
    lead, outside = make.lead_of(of.organisation), Named("An ombudsperson", is_outside=True)
    first = recovery.draw(trustees=[Named("The works council"), outside], needed=2)
    recovery.put_in_force(actor=lead, mechanism=of, drawn=first)
    her = back(of=of)
    second = recovery.draw(trustees=[Named("The board of audit"), outside], needed=2)
    recovery.put_in_force(actor=lead, mechanism=of, drawn=second)
    page = her.opens()
    assert "only former trustees can open it" in page.main
    assert "The board of audit" not in page.main
    recovery.seal_anew(actor=cases.handler(her.who))
    assert "The board of audit, An ombudsperson" in her.opens().main


def test_somebody_who_joins_and_leaves_is_told_and_listed_while_she_can_open_it():
    her = back()
    joined = cases.given(her.who, SeatRole.REVIEWER)
    Seat.objects.filter(user=joined.user).update(label="Appeals 7", is_outside=True)
    page = her.opens()
    assert "From now on, Reviewer can open your case." in page.main
    assert "Appeals 7Reviewer · from outside the company" in page.main
    given = her.case.keys.get(user=joined.user)
    keys.take_case_back(actor=cases.handler(her.who), given=given)
    page = her.opens()
    assert "From now on, Reviewer can no longer open your case." in page.main
    assert "Reviewer · from outside" not in page.main


def test_she_sees_by_when_our_answer_is_due_and_whose_turn_it_is():
    page = back(Stage.ACKNOWLEDGED).opens()
    assert "Our answer is due on" in page.main
    assert "We decide whether we can deal with it here, and tell you why." in page.main
    page = back(Stage.REMEDY_OFFERED).opens()
    assert "You have time until" in page.main


def test_late_is_said_in_words_and_not_in_colour_alone():
    her = back(Stage.ACKNOWLEDGED)
    long_ago = timezone.localdate() - timedelta(days=60)
    her.case.stages.update(entered_on=long_ago, due_on=long_ago + timedelta(days=7))
    her.case.stages.filter(stage="received").update(left_on=long_ago)
    page = her.opens()
    assert "Late: our answer was due on" in page.main
    assert "working days late. It is counted in public." in page.main
    assert page.by_class("stage-late")


@pytest.mark.parametrize(("day", "counts"), [(14, False), (16, True)])
def test_no_working_day_is_counted_before_one_has_begun(day, counts):
    her = back(Stage.ACKNOWLEDGED)
    her.case.stages.update(entered_on=date(2026, 11, 6), due_on=date(2026, 11, 13))
    her.case.stages.filter(stage="received").update(left_on=date(2026, 11, 6))
    with time_machine.travel(f"2026-11-{day}T12:00:00+00:00", tick=False):
        page = her.opens()
    assert "Late: our answer was due on 13" in page.main
    assert ("We are 1 working day late. It is counted in public." in page.main) is counts
    assert page.by_class("stage-late")


def test_what_was_done_on_the_saturday_after_its_friday_is_told_by_its_day():
    her = back(Stage.ACKNOWLEDGED)
    her.case.stages.filter(stage="received").update(
        entered_on=date(2026, 11, 6), due_on=date(2026, 11, 13), left_on=date(2026, 11, 14)
    )
    page = her.opens()
    assert "Late: our answer was due on 13" in page.main
    assert "0 days late" not in page.main


def test_a_clock_that_stands_still_says_why():
    her = back(Stage.ADMISSIBLE)
    stages.pause_clock(actor=cases.handler(her.who), why="other_body", reason="The court has the file.")
    page = her.opens()
    assert "Our clock stands still. Another body has to answer first." in page.main
    assert "The court has the file." in page.main


def test_an_entry_that_was_changed_is_said_to_be_so_and_hides_nothing_else():
    her = back(text="They closed my account.")
    entry = messages.answer(actor=cases.handler(her.who), text=ANSWER)
    sealed = bytearray(bytes(entry.sealed))
    sealed[-1] ^= 1
    type(entry).objects.filter(pk=entry.pk).update(sealed=bytes(sealed))
    page = her.opens()
    assert "This entry cannot be opened." in page.main
    assert "They closed my account." in page.main


def test_her_files_are_listed_by_name(tmp_path, settings):
    settings.KNOWSHOW_HOME = tmp_path
    her = back()
    files.add_file(actor=her.who, content=b"plain words\n", name="letter.txt")
    assert CaseFile.objects.count() == 1
    page = her.opens()
    assert "letter.txt" in page.main
    assert page.form("Add a file").action.endswith("/file/")


def test_the_page_stands_in_another_language_without_leaving_it():
    page = back().opens().submit("العربية")
    assert page.root.get("dir") == "rtl"
    assert page.url.endswith("/ar/return/")


def test_a_draft_goes_on_where_it_was_left():
    reported = make.report(cases.mechanism(), is_draft=True, text="Half a story.")
    page = Back(reported).opens()
    assert page.heading == "What happened?"
    assert "Half a story." in page.html


# ---- a message -------------------------------------------------------------------------------------------------


def test_she_writes_a_message_and_reads_it_on_her_page():
    her = back()
    page = her.opens().submit("Send this message", text="When do I hear from you?")
    assert "Your message is here." in page.main
    assert "When do I hear from you?" in page.main
    assert _entries(her, EntryKind.MESSAGE) == [{"text": "When do I hear from you?"}]


def test_the_same_form_twice_is_one_message_and_the_same_words_later_are_two():
    her = back()
    form = her.opens().form("Send this message")
    for _ in range(3):
        her.page.submit(form, button="Send this message", text="Yes.")
    assert len(_entries(her, EntryKind.MESSAGE)) == 1
    her.opens().submit("Send this message", text="Yes.")
    assert len(_entries(her, EntryKind.MESSAGE)) == 2


def test_an_empty_message_and_one_that_is_too_long_come_back_with_a_word_about_it():
    her = back()
    assert her.opens().submit("Send this message", status=422, text=" ").errors == [
        "There are no words yet. Write a few."
    ]
    long = "a" * 100_001
    page = her.opens().submit("Send this message", status=422, text=long)
    assert page.form("Send this message").fields["text"] == long
    assert not _entries(her, EntryKind.MESSAGE)


# ---- more facts ------------------------------------------------------------------------------------------------


def test_she_answers_another_page_of_questions_and_it_is_added_once():
    her = back()
    page = her.opens().submit("What it did")
    assert page.heading == "What it did"
    form = page.form("Add this")
    named = (
        {"q.life_impact": "I sleep badly."} if "q.life_impact" in form.names else {_text_field(form): "I sleep badly."}
    )
    for _ in range(2):
        page = her.page.submit(form, button="Add this", **named)
    assert "Your answers were added." in page.main
    assert "I sleep badly." in page.main
    (added,) = _entries(her, EntryKind.FACTS)
    assert "I sleep badly." in added["answers"].values()


def _text_field(form):
    """The only field of the page in which she writes."""
    (name,) = {one.get("name") for one in form.page.all("textarea", within=form.element)}
    return name


def test_a_page_of_questions_without_an_answer_adds_nothing():
    her = back()
    page = her.opens().submit("What it did").submit("Add this", status=422)
    assert page.errors == ["Answer at least one."]
    assert not _entries(her, EntryKind.FACTS)


def test_a_page_of_questions_that_is_none_leads_to_her_page():
    assert back().posts("more/", page="../../etc").heading == "Where it stands"


# ---- a copy ----------------------------------------------------------------------------------------------------


def test_she_takes_everything_with_her_as_a_page_and_as_a_file_without_the_receipt():
    her = back(Stage.AGREED, text="They closed my account.")
    page = her.opens().submit("Show a page to print")
    assert page.heading == page.title == "Your copy"
    assert "They closed my account." in page.main
    given = her.page.ask("post", "/return/copy/", data={**her.receipt, "do": "download"})
    text = given.content.decode()
    assert given.headers["Content-Disposition"] == 'attachment; filename="copy.html"'
    assert given.headers["Cache-Control"] == "no-store"
    assert "They closed my account." in text
    assert her.receipt["words"] not in text
    assert "<form" not in text


def test_what_she_wrote_is_never_taken_for_code():
    her = back(text="<script>alert(1)</script>")
    persons.put_part(actor=her.who, what=KeyScope.IDENTITY, content={"name": "<b>A</b>"}, consent="ask")
    page = her.opens()
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.main


def test_without_a_case_nothing_can_be_posted(as_public):
    for address in ("", "message/", "more/", "decide/", "tell/", "copy/"):
        as_public.post(f"/return/{address}", {}, status=422)


def test_two_people_at_the_same_browser_see_each_her_own():
    of = cases.mechanism()
    one, two = back(of=of, text="The first story."), back(of=of, text="The second story.")
    two.page = one.page = PortalClient()
    assert "The second story." not in one.opens().html
    assert "The first story." not in two.opens().html
    assert isinstance(one.who, Person)


def test_where_nobody_can_open_it_she_is_told_and_promised_no_answer():
    her = back()
    CaseKey.objects.filter(case=her.case).delete()
    page = her.opens()
    assert "Nobody of the team can open your report today" in page.main
    assert "You can send a new report and mark fewer people" in page.main
    now = page.main.split("On this page")[0]
    assert "Our answer is due" not in now
    assert "We tell you that your report has arrived." not in now
    assert "Nobody of the team can open" not in back().opens().main
