"""A breach that was public once never vanishes, whatever either side, the worker's day or the mechanism does later."""

import contextlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import F, Q
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy.filing.clocks import PROMISED, clock_of, due_of, owed_on
from knowshow.remedy.models import Mechanism
from knowshow.remedy.rules.clocks import HERS, LIMITS
from knowshow.remedy.rules.gp31 import Period
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.selectors.figures import case_facts
from knowshow.remedy.services import appeals, offers, remedies, stages
from tests.remedy import make

pytestmark = pytest.mark.django_db

START, STEPS = date(2026, 1, 5), 40


@dataclass
class Walk:
    """One case and what both sides happen to do with it; an act that is not open at that time is simply refused."""

    who: object
    chance: random.Random
    day: date = START
    #: What may happen at any stage; nothing stands for all there is.
    acts: tuple = ()
    #: By stage: from which day on it was late.
    late: dict = field(default_factory=dict)
    #: Parts of what was agreed that were missed: by their day nothing had come.
    missed: set = field(default_factory=set)

    def act(self):
        """Let days go by, and then somebody do something."""
        self.day += timedelta(days=self.chance.choice([0, 0, 1, 3, 8, 25, 70]))
        with time_machine.travel(f"{self.day.isoformat()}T12:00:00+00:00", tick=False):
            self.look()
            # What fits to where the case stands comes more often: the walk gets somewhere.
            fitting = _FITTING.get(make.fresh(self.who.case).stage, ())
            doing = self.chance.choice((*fitting, *fitting, *(self.acts or _ACTS)))
            with contextlib.suppress(BadInputError, ConflictError, NotAllowedError):
                doing(self)
            self.look()

    def look(self):
        """See that each breach stands as it did, everywhere alike, and keep the new ones."""
        case = make.fresh(self.who.case)
        found = dict(zip(case.stages.values_list("pk", flat=True), clock_of(case), strict=True))
        breaches = {pk: one.late_since for pk, one in found.items() if one.is_breach}
        assert self.late == {pk: breaches.get(pk) for pk in self.late}
        self.late = breaches
        is_late = Q(left_on__gt=F("due_on")) | Q(left_on__isnull=True, due_on__lt=timezone.localdate())
        stored = case.stages.filter(is_late).exclude(stage__in=(*HERS, Stage.CLOSED))
        assert set(stored.values_list("pk", flat=True)) == set(breaches)
        (facts,) = case_facts(case.mechanism, Period(START, timezone.localdate()))
        assert sum(one.is_breach for one in facts.clocks) == len(breaches)
        self.look_at_parts(case, list(found.values())[-1])

    def look_at_parts(self, case, running):
        """See that each part that was missed stays so, and that the step is due when the next part is."""
        parts = {one.pk: one for one in case.remedies.filter(state__in=PROMISED)}
        missed = {pk for pk, one in parts.items() if not _is_in_time(one, due_of(one, case))}
        assert self.missed <= missed
        self.missed = missed
        if running.stage != Stage.AGREED:
            return
        (entry,) = case.stages.filter(left_on=None)
        owed = owed_on(case)
        if entry.due_on and not running.is_breach and owed:
            assert entry.due_on == owed
        if running.entered_on == timezone.localdate() and owed and running.is_breach:
            newest = max(one.agreed_on for one in parts.values())
            now = {pk for pk, one in parts.items() if one.agreed_on == newest or one.due_on >= newest}
            assert self.missed & now, "late for what is agreed now"

    @property
    def handler(self):
        """The team at work."""
        return make.handler(self.who)

    @property
    def person(self):
        """The person, come back."""
        return make.again(self.who)

    def some(self, found):
        """Any one of several records, if there is one."""
        listed = list(found)
        if not listed:
            raise ConflictError("There is none.")
        return self.chance.choice(listed)

    def days(self, most):
        """A day ahead."""
        return timezone.localdate() + timedelta(days=self.chance.randint(0, most))


def _is_in_time(part, due):
    came = part.proven_on if part.state != "disputed" else None
    return due is None or (came or timezone.localdate()) <= due


def _offer(walk):
    kinds = walk.chance.sample(["restitution", "apology", "compensation"], k=walk.chance.randint(1, 3))
    parts = [offers.Proposed(kind, "as agreed", walk.days(60)) for kind in kinds]
    offers.make_offer(actor=walk.handler, text="This is what we offer.", remedies=parts)


def _counter(walk):
    parts = [offers.Proposed("apology", "From who decided")]
    offers.counter_offer(actor=walk.person, text="Rather this.", remedies=parts)


def _answer(walk):
    counter = walk.some(walk.who.case.offers.filter(state="open", is_from_person=True))
    offers.answer_counter(actor=walk.handler, counter=counter, accepts=True, text="Yes.", due_on=walk.days(60))


def _ours(walk):
    return walk.some(walk.who.case.offers.filter(state="open", is_from_person=False))


def _remedy(walk):
    return walk.some(walk.who.case.remedies.exclude(state="replaced"))


def _close(walk):
    outcome = walk.chance.choice([Outcome.REMEDIED, Outcome.PARTLY_REMEDIED, Outcome.NOT_UPHELD])
    stages.close(
        actor=walk.handler, outcome=outcome, reason=make.WORDS, other_routes=make.ROUTES, appeal=make.APPEAL
    )  # fmt: skip


def _publish(walk):
    """Other clocks, other weekends, and days declared closed long after they were over."""
    closed = [(timezone.localdate() - timedelta(days=n)).isoformat() for n in range(walk.chance.choice([0, 10, 200]))]
    clocks = {name: walk.chance.choice(limits) for name, limits in LIMITS.items()}
    weekend = walk.chance.choice([[], [4, 5], [0, 1, 2, 3, 4, 5]])
    Mechanism.objects.update(clocks=clocks, closed_days=closed, weekend=weekend)


def _appeal_back(walk):
    appeals.withdraw_appeal(actor=walk.person, appeal=walk.some(walk.who.case.appeals.filter(state="open")))


def _acknowledge(walk):
    stages.acknowledge(actor=walk.handler, text=make.WORDS)


def _admit(walk):
    stages.decide_admissible(actor=walk.handler, is_admissible=True, reason=make.WORDS)


def _assess(walk):
    stages.assess(actor=walk.handler, reason=make.WORDS)


def _accept(walk):
    offers.accept_offer(actor=walk.person, offer=_ours(walk))


def _prove(walk):
    remedies.prove_remedy(actor=walk.handler, remedy=_remedy(walk), text="It is done.")


def _verify(walk):
    remedies.verify_remedy(actor=walk.person, remedy=_remedy(walk))


def _dispute(walk):
    remedies.dispute_remedy(actor=walk.person, remedy=_remedy(walk), text="It did not come.")


def _pause(walk):
    stages.pause_clock(actor=walk.handler, why="other_body", reason="We wait.")


def _resume(walk):
    stages.resume_clock(actor=walk.handler)


def _once_more(walk):
    """She ends what was agreed, and some time later it is taken up again."""
    stages.withdraw(actor=walk.person)
    walk.day += timedelta(days=walk.chance.choice([0, 5, 60]))
    with time_machine.travel(f"{walk.day.isoformat()}T12:00:00+00:00", tick=False):
        stages.reopen(actor=walk.handler, reason=make.WORDS)
        _assess(walk)


#: What moves the days of what was agreed.
_AGREEING = (_pause, _pause, _pause, _resume, _resume, _resume, _prove, _dispute, _once_more, _publish)
_ACTS = (
    _offer, _counter, _publish, _pause, _pause, _dispute, _appeal_back,
    _resume,
    lambda walk: stages.open_dialogue(actor=walk.handler, reason=make.WORDS),
    lambda walk: offers.extend_offer(actor=walk.handler, offer=_ours(walk), open_until=walk.days(200)),
    lambda walk: offers.withdraw_offer(actor=walk.handler, offer=_ours(walk), reason="It was wrong."),
    lambda walk: offers.refuse_offer(actor=walk.person, offer=_ours(walk)),
    lambda walk: appeals.lodge_appeal(actor=walk.person, text="This is not right."),
    lambda walk: stages.withdraw(actor=walk.person) if walk.chance.random() < 0.2 else None,
)  # fmt: skip
_FITTING = {
    Stage.RECEIVED: (_acknowledge,),
    Stage.ACKNOWLEDGED: (_admit,),
    Stage.ADMISSIBLE: (_assess,),
    Stage.ASSESSED: (_offer,),
    Stage.DIALOGUE: (_offer, _counter, _answer),
    Stage.REMEDY_OFFERED: (_accept, _accept),
    Stage.AGREED: (_prove, _prove, _dispute, _verify),
    Stage.IMPLEMENTED: (_verify, _verify, _dispute),
    Stage.VERIFIED: (_close, _dispute),
    Stage.CLOSED: (lambda walk: stages.reopen(actor=walk.handler, reason=make.WORDS),),
    Stage.APPEALED: (_appeal_back,),
}


@pytest.mark.parametrize("seed", range(6))
def test_a_breach_that_was_public_once_never_vanishes(seed):
    with time_machine.travel(f"{START.isoformat()}T12:00:00+00:00", tick=False):
        walk = Walk(make.person(), random.Random(seed))  # noqa: S311  (a walk that can be repeated, not a secret)
    for _ in range(STEPS):
        walk.act()
    assert walk.late


@pytest.mark.parametrize("seed", [0, 3, 10, 15])
def test_pauses_withdrawals_and_new_agreements_forget_no_part_that_was_missed_and_invent_none(seed):
    with time_machine.travel(f"{START.isoformat()}T12:00:00+00:00", tick=False):
        walk = Walk(make.at(Stage.ASSESSED), random.Random(seed), acts=_AGREEING)  # noqa: S311  (as above)
    for _ in range(STEPS):
        walk.act()
    assert walk.missed
