"""What only she decides: asked, confirmed, done once; and no number of another case is ever reached (GP 22, 31 f)."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from knowshow.errors import ConflictError, NotAllowedError
from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.models import (
    Appeal,
    CaseFile,
    EntryKind,
    KeyScope,
    Match,
    Offer,
    Referral,
    Remedy,
    RemedyState,
    Reveal,
    SeatRole,
)
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import appeals, files, referrals, remedies, reveals
from knowshow.remedy.services import person as persons
from tests.remedy import make as cases
from tests.remedy import seats
from tests.remedy.returning import back
from tests.remedy.rules.metadata import made

pytestmark = pytest.mark.django_db


def offered():
    her = back(Stage.REMEDY_OFFERED)
    return her, her.case.offers.get().pk


def proven():
    her = back(Stage.IMPLEMENTED)
    return her, her.case.remedies.order_by("pk").first().pk


def talking():
    return back(Stage.DIALOGUE), 0


def appealable():
    return back(Stage.ASSESSED), 0


def appealed():
    her = back(Stage.APPEALED)
    return her, her.case.appeals.get().pk


def asked_for_name():
    her = back(Stage.ADMISSIBLE)
    persons.put_part(actor=her.who, what=KeyScope.IDENTITY, content={"name": "Amina"}, consent="ask")
    who = her.who
    reveal = reveals.ask_reveal(
        actor=cases.handler(who), part=who.case.parts.get(), days=14, reason="To pay you, we need your name."
    )
    return her, reveal.pk


def asked_for_file(*, name=""):
    """Somebody who sent a file that hides something, and is asked for what stands apart."""
    her = back(Stage.ADMISSIBLE)
    added = files.add_file(actor=her.who, content=made.jpeg(), name="holiday.jpg").actor
    if name:
        persons.put_part(actor=added, what=KeyScope.IDENTITY, content={"name": name}, consent="ask")
    who = her.who
    part = who.case.parts.get(what=KeyScope.IDENTITY)
    reveals.ask_reveal(actor=cases.handler(who), part=part, days=14, reason="Where was it taken?")
    return her


def referred():
    her = back(Stage.ADMISSIBLE)
    referral = referrals.propose_referral(
        actor=cases.handler(her.who), body="Labour inspectorate", purpose="It can inspect.",
        fields=["summary", "wishes", "stages"], text="We think that they can help.",
    )  # fmt: skip
    return her, referral.pk


def consented():
    her, number = referred()
    referrals.answer_referral(actor=her.who, referral=Referral.objects.get(pk=number), fields=["summary"])
    return her, number


def matched():
    her, other = back(), back()
    match = Match.objects.create(first=other.case, second=her.case)
    return her, match.pk


def shown():
    her, number = asked_for_name()
    her.decides(f"reveal:{number}")
    return her, number


@dataclass(frozen=True)
class Try:
    """An act, how it comes to be open, what she fills in, and which entry it leaves behind."""

    act: str
    start: object
    kind: str
    fields: dict


TRIES = [
    Try("accept", offered, EntryKind.DECISION, {"text": "I accept this."}),
    Try("refuse", offered, EntryKind.DECISION, {"text": "It is too little."}),
    Try("counter", offered, EntryKind.COUNTER, {"text": "Pay the evenings too."}),
    Try("time", offered, EntryKind.REQUEST, {"text": "I ask a lawyer."}),
    Try("propose", talking, EntryKind.COUNTER, {"text": "Open my account again."}),
    Try("verify", proven, EntryKind.DECISION, {"text": "It is here."}),
    Try("dispute", proven, EntryKind.DECISION, {"text": "Nothing has come."}),
    Try("appeal", appealable, EntryKind.APPEAL, {"text": "This is not what happened."}),
    Try("appeal_back", appealed, EntryKind.STAGE, {"text": ""}),
    Try("reveal", asked_for_name, EntryKind.CONSENT, {}),
    Try("reveal_no", asked_for_name, EntryKind.CONSENT, {}),
    Try("reveal_back", shown, EntryKind.CONSENT, {}),
    Try("referral", referred, EntryKind.CONSENT, {"fields_agreed": ["summary"], "text": "Only this."}),
    Try("referral_no", referred, EntryKind.CONSENT, {"text": "Rather not."}),
    Try("referral_back", consented, EntryKind.CONSENT, {}),
    Try("match", matched, EntryKind.CONSENT, {}),
    Try("match_no", matched, EntryKind.CONSENT, {}),
]
every_act = pytest.mark.parametrize("one", TRIES, ids=lambda one: one.act)


def _stored(her):
    """Everything of her case that these acts could change."""
    case = her.case
    found = [case.offers, case.remedies, case.appeals, case.referrals]
    found = [list(one.order_by("pk").values_list("state", flat=True)) for one in found]
    return [*found, list(Reveal.objects.filter(part__case=case).values_list("state", flat=True)), case.entry_count]


@every_act
def test_one_tap_only_asks_and_says_what_it_means(one):
    her, number = one.start()
    before = _stored(her)
    page = her.posts("decide/", act=f"{one.act}:{number}")
    assert page.heading == page.title == "Please check and confirm"
    assert page.by_class("points")
    assert _stored(her) == before


@every_act
def test_confirmed_it_is_done_signed_by_her_and_her_page_says_so(one):
    her, number = one.start()
    since = her.case.entry_count
    page = her.decides(f"{one.act}:{number}", **one.fields)
    assert page.heading == "Where it stands"
    assert page.notices or page.by_class("callout-positive")
    entry = her.case.entries.filter(author="person", kind=one.kind, number__gt=since).first()
    assert bytes(entry.signer) == bytes(her.case.person_verify)
    assert vault.is_signed(bytes(entry.signer), bytes(entry.chain), bytes(entry.signature))


@every_act
def test_the_same_form_twice_does_it_once_and_answers_alike(one):
    her, number = one.start()
    after = her.case.entry_count
    first = her.decides(f"{one.act}:{number}", after=after, **one.fields)
    stored = _stored(her)
    again = her.decides(f"{one.act}:{number}", after=after, **one.fields)
    assert _stored(her) == stored
    assert _words(again) == _words(first)


def _words(page):
    return ["".join(box.itertext()).strip() for box in page.by_class("callout-positive")]


@every_act
def test_with_another_receipt_nothing_is_done_and_her_words_are_kept(one):
    her, number = one.start()
    other, before = back(), _stored(her)
    page = her.decides(f"{one.act}:{number}", status=422, words=other.receipt["words"], **one.fields)
    assert page.heading == "Your reference and your words"
    assert _stored(her) == before
    if text := one.fields.get("text"):
        assert text in page.html
    page = page.submit("Continue", words=her.receipt["words"])
    assert page.heading == "Where it stands"
    assert _stored(her) != before


@every_act
def test_a_number_of_another_case_is_not_reached_by_any_act(one):
    her, number = one.start()
    stranger, _number = one.start()
    before = _stored(her)
    if number:
        page = stranger.decides(f"{one.act}:{number}", status=409, **one.fields)
        assert page.errors == ["This is not open any more. Your page shows how it stands now."]
        asked = stranger.posts("decide/", status=409, act=f"{one.act}:{number}")
        assert asked.heading == "Where it stands"
    else:
        stranger.decides(one.act, **one.fields)
    assert _stored(her) == before


@every_act
def test_a_form_from_another_site_does_nothing(one):
    her, number = one.start()
    before = _stored(her)
    given = {**her.receipt, "act": f"{one.act}:{number}", "do": "yes", **one.fields}
    page = her.page.post("/return/decide/", given, Origin="https://elsewhere.example")
    assert page.heading == "Please check and send again"
    assert _stored(her) == before
    assert page.submit("Send again").heading == "Where it stands"


@every_act
def test_where_the_case_has_moved_on_her_words_are_kept(one):
    her = back(Stage.RECEIVED)
    page = her.decides(f"{one.act}:999999", status=409, text="My words about it.")
    assert page.form("Send this message").fields["text"] == "My words about it."
    assert her.case.entry_count == 1


@every_act
def test_another_language_keeps_what_she_typed_and_does_nothing(one):
    her, number = one.start()
    before = _stored(her)
    fields = {**her.receipt, "act": f"{one.act}:{number}", "do": "stay", **one.fields}
    page = her.page.post("/fr/return/decide/", fields)
    assert page.root.get("lang") == "fr"
    assert page.errors == []
    assert _stored(her) == before
    if text := one.fields.get("text"):
        assert text in page.html


# ---- offers ----------------------------------------------------------------------------------------------------


def test_before_she_accepts_she_reads_that_she_gives_up_no_right():
    her, _number = offered()
    page = her.opens()
    assert "Accepting gives up no right to go to a court or to another body." in page.main
    assert "Nothing in it obliges you to be silent." in page.main
    page = page.submit("Accept")
    assert "Nothing in it obliges you to be silent." in page.main
    assert "You give up nothing. You can still go to a court or to any other body." in page.main
    assert page.rows[0][:2] == ["Restitution", "restitution as agreed"]
    page = page.submit("Yes, I accept the offer")
    assert "You accepted the offer. Now we must carry it out." in page.main
    assert her.case.stage == Stage.AGREED


def test_a_refusal_leads_back_to_the_dialogue():
    her, _number = offered()
    her.opens().submit("Refuse").submit("Yes, I refuse the offer")
    assert her.case.stage == Stage.DIALOGUE


def test_a_proposal_of_hers_takes_the_place_of_the_offer_part_by_part():
    her, _number = offered()
    page = her.opens().submit("Propose something else")
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    page = page.submit(
        "Send my proposal", text="Pay the evenings too.", kind1="compensation", what1="The evenings", day1=day
    )
    assert "We have your proposal, and answer it." in page.main
    mine = her.case.offers.get(is_from_person=True)
    assert [(one.kind, one.due_on.isoformat()) for one in mine.remedies.all()] == [("compensation", day)]
    assert "The evenings" in page.main


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": ""}, "What would put it right?"),
        ({"text": "So.", "kind1": "apology"}, "What exactly: Write what it is"),
        ({"text": "So.", "what1": "Sorry"}, "Kind: Choose the kind"),
        ({"text": "So.", "kind1": "apology", "what1": "Sorry", "day1": "2020-01-01"}, "By when: Choose a day"),
    ],
)
def test_a_proposal_that_is_not_clear_comes_back_with_a_word_about_it(fields, problem):
    her, number = offered()
    page = her.decides(f"counter:{number}", status=422, **fields)
    assert page.errors[0].startswith(problem)
    assert her.case.stage == Stage.REMEDY_OFFERED


def test_more_time_is_asked_for_with_a_day_or_without():
    her, _number = offered()
    day = timezone.localdate() + timedelta(days=60)
    page = her.opens().submit("Ask for more time").submit("Ask for more time", until=day.isoformat())
    assert "You asked for time until" in page.main
    assert her.case.stage == Stage.REMEDY_OFFERED


def test_more_time_until_a_day_that_is_over_is_asked_again():
    her, number = offered()
    page = her.decides(f"time:{number}", status=422, until=timezone.localdate().isoformat())
    assert page.errors == ["Until when?: Choose a day that lies ahead, or leave it empty."]


def test_an_offer_that_was_withdrawn_meanwhile_cannot_be_accepted():
    from knowshow.remedy.services import offers

    her, number = offered()
    offers.withdraw_offer(actor=cases.handler(her.who), offer=Offer.objects.get(), reason="A better one comes.")
    her.decides(f"accept:{number}", status=409)
    assert her.case.stage == Stage.DIALOGUE


# ---- remedies --------------------------------------------------------------------------------------------------


def test_each_remedy_is_verified_by_itself_and_the_last_ends_in_verified():
    her, _number = proven()
    for remedy in her.case.remedies.order_by("pk"):
        page = her.decides(f"verify:{remedy.pk}")
    assert her.case.stage == Stage.VERIFIED
    assert page.main.count("Done, you say") == 2


def test_a_remedy_whose_day_has_not_come_is_not_disputed_and_one_that_is_late_is():
    her = back(Stage.AGREED)
    remedy = her.case.remedies.first()
    her.decides(f"dispute:{remedy.pk}", status=409, text="Where is it?")
    her.decides(f"verify:{remedy.pk}", status=409)
    Remedy.objects.filter(pk=remedy.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    page = her.opens()
    assert "3 days late" in page.main
    her.decides(f"dispute:{remedy.pk}", text="Where is it?")
    remedy.refresh_from_db()
    assert remedy.state == RemedyState.DISPUTED


def test_she_says_why_something_was_not_carried_out():
    her, number = proven()
    page = her.decides(f"dispute:{number}", status=422, text="")
    assert page.errors[0].startswith("In your own words")


def test_whoever_is_asked_whether_it_was_done_reads_the_proof_beside_the_question():
    her, _number = proven()
    page = her.opens()
    asked = page.main.split("We wait for your word")[1].split("On this page")[0]
    assert "What we say about it" in asked
    assert "Here is the proof." in asked
    assert page.main.split("We wait for your word")[0].count("Carried out") == 0


def test_after_a_dispute_it_is_for_us_to_act_and_she_is_asked_nothing():
    her, number = proven()
    page = her.decides(f"dispute:{number}", text="I got nothing.")
    assert "It is for us to act now." in page.main
    for other in her.case.remedies.exclude(pk=number):
        her.decides(f"dispute:{other.pk}", text="Nor this.")
    page = her.opens()
    assert "We wait for your word" not in page.main
    assert "We do it by" in page.main
    assert "Our answer is due" not in page.main
    her.decides(f"verify:{number}")
    assert Remedy.objects.get(pk=number).state == RemedyState.VERIFIED


def test_her_words_of_a_dispute_stand_once_and_say_nothing_for_her():
    her, number = proven()
    page = her.decides(f"dispute:{number}", text="I got nothing.")
    assert page.main.count("I got nothing.") == 1
    assert "Now: Agreed. I got nothing." not in page.main
    assert "Noted automatically" in page.main
    assert "What was agreed is still to be carried out." in page.main


def test_what_she_verified_she_can_still_dispute():
    her, number = proven()
    her.decides(f"verify:{number}")
    page = her.decides(f"dispute:{number}", text="It was closed again.")
    assert "Not done, you say" in page.main


def test_a_proof_that_comes_after_a_dispute_can_be_verified():
    her, number = proven()
    her.decides(f"dispute:{number}", text="Nothing has come.")
    remedies.prove_remedy(actor=cases.handler(her.who), remedy=Remedy.objects.get(pk=number), text="It went out again.")
    assert "Done, we say, with proof" in her.opens().main
    her.decides(f"verify:{number}")
    assert Remedy.objects.get(pk=number).state == RemedyState.VERIFIED


# ---- appeals ---------------------------------------------------------------------------------------------------


def test_she_is_told_who_looks_at_an_appeal_and_by_when_and_that_courts_stay_open():
    her = back(Stage.CLOSED)
    seats.seated(her.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    page = her.opens().submit("Appeal")
    assert "a reviewer who decided nothing in your case" in page.main
    assert "You get a decision, with reasons, by" in page.main
    assert "You need no appeal to go to a court or to another body." in page.main
    page = page.submit("Send my appeal", text="It was not what we agreed.")
    assert "Your appeal is open. You get a decision by" in page.main
    assert "A reviewer who decided nothing in your case will get it." in page.main
    assert "We have your appeal. Somebody" not in page.main


def test_only_where_an_offer_is_open_is_she_told_that_it_stays_so():
    her, _number = offered()
    assert "An offer stays open meanwhile." in her.opens().submit("Appeal").main
    page = back(Stage.CLOSED).opens().submit("Appeal")
    assert "stays open meanwhile" not in page.main
    assert "You can take the appeal back." in page.main


@pytest.mark.parametrize("stage", [Stage.ASSESSED, Stage.DIALOGUE, Stage.REMEDY_OFFERED, Stage.CLOSED])
def test_wherever_something_was_decided_there_is_a_button_to_appeal(stage):
    assert back(stage).opens().form("Appeal")


@pytest.mark.parametrize("stage", [Stage.AGREED, Stage.IMPLEMENTED, Stage.VERIFIED])
def test_while_what_was_agreed_is_carried_out_she_reads_what_she_can_do_instead(stage):
    page = back(stage).opens()
    assert "If what was agreed is not carried out, say so here." in page.main
    assert "You can appeal as soon as something is decided" not in page.main


def _decided_by_the_only_reviewer():
    """A case that the only reviewer sent back to be talked about, and that she may appeal against once more."""
    her, _number = appealed()
    rina = cases.given(her.who, SeatRole.REVIEWER)
    appeals.assign_reviewer(actor=cases.handler(her.who), appeal=Appeal.objects.get(), user=rina.user)
    appeals.decide_appeal(
        actor=cases.handler(her.who, rina.user), appeal=Appeal.objects.get(), stands=False, text="Ask the others.",
        to=Stage.ASSESSED,
    )  # fmt: skip
    return her


def test_where_every_reviewer_has_decided_she_is_promised_nobody_and_no_day():
    her = _decided_by_the_only_reviewer()
    page = her.opens()
    assert "You can appeal. Today nobody is here who could look at it without having decided before." in page.main
    page = page.submit("Appeal")
    assert "Today nobody is here who could look at it" in page.main
    assert "Somebody else looks at it" not in page.main
    assert "You get a decision" not in page.main
    page = page.submit("Send my appeal", text="It is the same again.")
    assert "Your appeal is open. Today nobody is here who could look at it" in page.main
    assert "will get it" not in page.main
    assert "You get a decision by" not in page.main
    assert "You can go to a court or to another body at any time" in page.main


def test_once_a_reviewer_is_seated_who_has_not_decided_she_reads_that_one_will_get_it():
    her = _decided_by_the_only_reviewer()
    her.decides("appeal", text="It is the same again.")
    seats.seated(her.case.mechanism, SeatRole.REVIEWER, name="Rolf Reviewer")
    page = her.opens()
    assert "A reviewer who decided nothing in your case will get it." in page.main
    assert "nobody is here" not in page.main


@pytest.mark.parametrize("stage", list(Stage))
def test_the_way_to_a_court_is_stated_at_every_stage(stage):
    assert "You can go to a court or to another body at any time" in back(stage).opens().main


def test_the_decision_on_an_appeal_is_read_on_her_page():
    her, _number = appealed()
    reviewer = cases.given(her.who, SeatRole.REVIEWER)
    appeals.assign_reviewer(actor=cases.handler(her.who), appeal=Appeal.objects.get(), user=reviewer.user)
    assert "A reviewer who decided nothing in your case has it." in her.opens().main
    reviewer = cases.handler(her.who, reviewer.user)
    appeals.decide_appeal(
        actor=reviewer, appeal=Appeal.objects.get(), stands=False, text="It was not looked at.", to=Stage.DIALOGUE
    )
    page = her.opens()
    assert "After your appeal, the decision was changed." in page.main
    assert "It was not looked at." in page.main


# ---- consent ---------------------------------------------------------------------------------------------------


def test_a_name_is_shown_to_the_one_who_asked_for_so_many_days_and_each_look_is_told():
    her, number = asked_for_name()
    page = her.opens()
    assert "To pay you, we need your name." in page.main
    page = page.submit("Yes, show it")
    assert "What somebody has seen cannot be made unseen." in page.main
    page.submit("Yes, show it")
    reveal = Reveal.objects.get(pk=number)
    assert reveal.until == timezone.localdate() + timedelta(days=14)
    assert reveals.look(actor=cases.handler(her.who), reveal=reveal) == {"name": "Amina"}
    assert "looked at your name." in her.opens().main


def test_consent_is_taken_back_while_it_is_open_and_the_key_is_dropped():
    her, number = shown()
    page = her.opens()
    assert "can see your name. Your consent ends on" in page.main
    page = page.submit("Take my consent back")
    assert "opens for nobody of the team" in page.main
    page = page.submit("Yes, seal it again")
    assert "You took your consent back. It is sealed again." in page.main
    reveal = Reveal.objects.get(pk=number)
    assert (reveal.state, bytes(reveal.sealed_key)) == ("ended", b"")
    with pytest.raises(NotAllowedError):
        reveals.look(actor=cases.handler(her.who), reveal=reveal)


def test_what_custodians_opened_as_she_allowed_is_not_told_as_a_yes_of_hers():
    of = cases.mechanism()
    custodian = seats.seated(of, SeatRole.CUSTODIAN, name="Carla Custodian")
    her = back(of=of, identity={"name": "Amina"}, consent="handlers")
    handler = cases.handler(her.who)
    reveal = reveals.ask_reveal(actor=handler, part=her.case.parts.get(), days=14, reason="To pay you.")
    reveals.give_share(actor=custodian, keys=cases.member_keys(custodian), reveal=reveal)
    page = her.opens()
    assert "Custodians opened it, as you allowed beforehand. It closes on" in page.main
    assert "Your consent ends on" not in page.main


def test_what_custodians_opened_in_an_emergency_is_not_hers_to_close():
    her, number = shown()
    Reveal.objects.update(is_emergency=True)
    page = her.opens()
    assert "Take my consent back" not in page.main
    assert "can see your name. Custodians opened it in an emergency. It closes on" in page.main
    with pytest.raises(ConflictError):
        reveals.take_consent_back(actor=her.who, reveal=Reveal.objects.get(pk=number))


def test_a_refusal_keeps_the_name_sealed():
    her, number = asked_for_name()
    her.opens().submit("No, keep it sealed").submit("Yes, keep it sealed")
    assert Reveal.objects.get(pk=number).state == "refused"
    assert "You did not agree that it is shown." in her.opens().main


def test_only_what_she_leaves_marked_is_passed_on_and_until_when_she_says():
    her, number = referred()
    page = her.opens().submit("Choose what it may be told")
    assert page.form("Yes, it may be told what is marked").fields.getlist("fields_agreed") == [
        "summary", "wishes", "stages",
    ]  # fmt: skip
    until = timezone.localdate() + timedelta(days=20)
    page.submit("Yes, it may be told what is marked", fields_agreed=["stages"], until=until.isoformat())
    referral = Referral.objects.get(pk=number)
    assert (referral.state, referral.consent_until) == ("consented", until)
    given = envelopes.read_entry(her.case.entries.get(kind=EntryKind.CONSENT), her.who.secrets)
    assert given["fields"] == ["stages"]


@pytest.fixture
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("disk")
def test_whoever_gave_no_name_is_asked_about_the_original_of_her_file():
    her = asked_for_file()
    page = her.opens()
    assert "May we open the original of your file?" in page.main
    assert "asks to open the original of a file." in page.main
    assert "your name?" not in page.main
    asked = page.submit("Yes, show it")
    assert "Open the original of your file?" in asked.main
    page = asked.submit("Yes, show it")
    assert "can open the original of your file." in page.main
    assert "can see your name" not in page.main


@pytest.mark.usefixtures("disk")
def test_whoever_gave_both_reads_that_her_name_opens_the_files_as_well():
    words = "Whoever sees your name can also open the originals of your files."
    page = asked_for_file(name="Amina").opens()
    assert "May we see your name?" in page.main
    assert words in page.main
    asked = page.submit("Yes, show it")
    assert "Show your name?" in asked.main
    assert words in asked.main
    assert words in asked.submit("Yes, show it").main
    assert words not in asked_for_name()[0].opens().main


@pytest.mark.usefixtures("disk")
def test_the_opening_of_an_original_is_told_on_her_page():
    her = asked_for_file()
    her.opens().submit("Yes, show it").submit("Yes, show it")
    reveal, file = Reveal.objects.get(), CaseFile.objects.get(is_kept_apart=True)
    files.open_original(actor=cases.handler(her.who), file=file, reveal=reveal)
    assert "opened the original of a file." in her.opens().main


def test_a_field_that_was_not_proposed_cannot_be_agreed_to():
    her, number = referred()
    her.decides(f"referral:{number}", status=422, fields_agreed=["identity"])
    assert Referral.objects.get(pk=number).state == "proposed"


def test_with_nothing_marked_she_is_asked_once_more():
    her, number = referred()
    page = her.decides(f"referral:{number}", status=422)
    assert page.errors == ["What may be passed on?: Mark at least one, or go back and say no."]


def test_consent_can_be_taken_back_until_it_is_sent():
    her, number = consented()
    page = her.opens().submit("Take my consent back").submit("Yes, I take it back")
    assert "You took your consent back. Nothing is sent." in page.main
    assert Referral.objects.get(pk=number).state == "declined"


def test_that_somebody_named_the_same_is_asked_and_tells_neither_who_the_other_is():
    her, number = matched()
    page = her.opens()
    assert "Somebody else named the same" in page.main
    page.submit("Yes, if the other person agrees, too").submit("Yes, if the other person agrees, too")
    match = Match.objects.get(pk=number)
    assert (match.first_says, match.second_says, match.state) == ("", "yes", "found")
    assert match.first.reference not in her.opens().html


@pytest.mark.parametrize("text", ["This is wrong. ", "\nThis is\nwrong.\n"])
def test_space_around_her_words_does_not_make_a_double_tap_come_too_late(text):
    her = back(Stage.ASSESSED)
    since = her.case.entry_count
    first = her.decides("appeal", text=text, after=since)
    second = her.decides("appeal", text=text, after=since)
    assert _words(second) == _words(first)
    assert her.case.appeals.count() == 1
