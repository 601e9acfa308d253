"""Builders of cases: a report that came in, a case brought to a stage by the real services, both sides opened."""

import itertools
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from knowshow.remedy.models import Case, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.services import appeals, intake, keys, offers, remedies, stages
from knowshow.remedy.services.offers import Proposed
from knowshow.remedy.standing import Person, open_case
from tests import make
from tests.remedy import seats

#: What the person wrote: it is looked for where it must not be.
STORY = "My account was closed on the fourteenth and a machine answered every letter."
WORDS = "We looked into it, and this is what we found and why."
ROUTES = "You can go to a court, to the labour inspectorate, or to an ombudsperson."
APPEAL = "You can appeal here within a year; somebody else looks at it."

_numbers = itertools.count(1)


def mechanism(organisation=None, **facts):
    """A mechanism that takes reports, with a handler, Hanna, whose key reads them."""
    of = seats.mechanism(organisation or make.organisation(), **facts)
    seats.seated(of, SeatRole.INTAKE, SeatRole.HANDLER, name="Hanna Handler")
    return of


def report(text=STORY, **facts):
    """What a person tells us."""
    return intake.Report(text=text, language=facts.pop("language", "en"), **facts)


def receipt():
    """A receipt as a form carries it."""
    made = receipts.new_receipt()
    return intake.Receipt(made.reference, receipts.secret_bytes(made.words))


def person(of=None, text=STORY, **facts):
    """Somebody who sent a report and holds its receipt; the case is ``person.case``."""
    waits = {"lane": facts.pop("lane", "ordinary"), "group_code": facts.pop("group_code", None)}
    got = intake.receive(mechanism=of or mechanism(), receipt=receipt(), report=report(text, **facts), **waits)
    return Person(got.case, got.keys)


def again(who):
    """The same person, coming back later: her case as it is by now."""
    return Person(fresh(who.case), who.keys)


def fresh(case):
    """A case as it is stored by now."""
    return Case.objects.select_related("mechanism__organisation").get(pk=case.pk)


def handler(who, user=None):
    """A member at work on the person's case; the first who was given it unless said otherwise."""
    user = user or who.case.keys.order_by("pk").first().user
    return open_case(user, member_keys(user), fresh(who.case))


def member_keys(user):
    """A member's opened keys."""
    return keys.open_keys(actor=user, passphrase=seats.PASSPHRASE)


def given(who, role, *, name="Rina Reviewer"):
    """Another member with a seat and a key, into whose hands the case was given; at work on it."""
    user = seats.seated(who.case.mechanism, role, name=name)
    keys.give_case(actor=handler(who), user=user, role=role)
    return handler(who, user)


def later(days):
    """A day that lies ahead."""
    return timezone.localdate() + timedelta(days=days)


def parts(*kinds):
    """The parts of an offer, due in a month."""
    return [Proposed(kind, f"{kind} as agreed", later(30)) for kind in kinds or ("restitution", "compensation")]


def offer(who, *kinds):
    """An offer that is open; the case stands where it can be made."""
    return offers.make_offer(actor=_sure(who), text="This is what we offer.", remedies=parts(*kinds))


def at(stage, of=None, **facts):
    """A person whose case stands at a stage, brought there step by step."""
    who = person(of, **facts)
    for step in way_to(stage):
        step(who)
    return again(who)


def way_to(stage):
    """The steps that bring a received report to a stage, each an act on its person."""
    return _WAY[stage]


def _sure(who):
    """A member at work who looked twice at what she writes, safe to answer or not."""
    return replace(handler(who), although_unsafe=True)


def _acknowledged(who):
    stages.acknowledge(actor=_sure(who), text="Your report has arrived.")


def _admissible(who):
    stages.decide_admissible(actor=_sure(who), is_admissible=True, reason=WORDS)


def _assessed(who):
    stages.assess(actor=_sure(who), reason=WORDS)


def _dialogue(who):
    stages.open_dialogue(actor=_sure(who), reason=WORDS)


def _agreed(who):
    offers.accept_offer(actor=again(who), offer=who.case.offers.get(state="open"))


def _implemented(who):
    for remedy in who.case.remedies.filter(state="agreed"):
        remedies.prove_remedy(actor=_sure(who), remedy=remedy, text="Here is the proof.")


def _verified(who):
    for remedy in who.case.remedies.filter(state="proven"):
        remedies.verify_remedy(actor=again(who), remedy=remedy)


def _closed(who):
    stages.close(actor=_sure(who), outcome=Outcome.REMEDIED, reason=WORDS, other_routes=ROUTES, appeal=APPEAL)


def _appealed(who):
    appeals.lodge_appeal(actor=again(who), text="This is not what happened.")


_START = (_acknowledged, _admissible, _assessed)
_WAY = {
    Stage.RECEIVED: (),
    Stage.ACKNOWLEDGED: _START[:1],
    Stage.ADMISSIBLE: _START[:2],
    Stage.ASSESSED: _START,
    Stage.DIALOGUE: (*_START, _dialogue),
    Stage.REMEDY_OFFERED: (*_START, offer),
    Stage.AGREED: (*_START, offer, _agreed),
    Stage.IMPLEMENTED: (*_START, offer, _agreed, _implemented),
    Stage.VERIFIED: (*_START, offer, _agreed, _implemented, _verified),
    Stage.CLOSED: (*_START, offer, _agreed, _implemented, _verified, _closed),
    Stage.APPEALED: (*_START, _appealed),
}
