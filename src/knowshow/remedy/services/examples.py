"""The demo's mechanism: open, with a team and invented reports, so that a newcomer sees a case from both sides.

The accounts of the demo get their password anew at each start, but keys must open at each: so they stand under one
passphrase that is printed with the password, and one receipt is known to everybody. Nobody else's account may have
such keys; that is why this refuses an account that is not of the demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowshow.errors import NotAllowedError
from knowshow.foundation.models import Role
from knowshow.foundation.permissions import role_of
from knowshow.remedy.models import Channel, Lane, Mechanism, SeatRole, Standing
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.clocks import LIMITS, ClockPolicy
from knowshow.remedy.services import coding, intake, keys, mechanisms, messages, offers, person, recovery, seats, stages
from knowshow.remedy.services.coding import Severity
from knowshow.remedy.services.intake import Receipt, Report
from knowshow.remedy.services.offers import Proposed
from knowshow.remedy.services.recovery import Named
from knowshow.remedy.standing import Person, open_case

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User
    from knowshow.remedy.envelopes import MemberKeys
    from knowshow.remedy.services.intake import Received
    from knowshow.remedy.standing import Handler

NAME: Final = "Invented example: a place to complain"
#: Opens the cases of every account of the demo. Everybody may know it: nothing in the demo is real.
PASSPHRASE: Final = "invented words for the demo only"  # noqa: S105  (it is meant to be known)
#: The receipt of one invented report: with it a newcomer comes back as the person who wrote it.
REFERENCE: Final = "0000-5724"
WORDS: Final = ("umbrella", "cinnamon", "violin", "harmonica", "lavender", "kangaroo", "backpack", "envelope")


@dataclass(frozen=True, slots=True)
class _Place:
    """Which seats somebody of the demo holds, with their labels."""

    role: Role
    seats: tuple[tuple[SeatRole, str], ...]
    is_outside: bool = False


_TEAM: Final = (
    _Place(Role.LEAD, ((SeatRole.INTAKE, "Intake 1"), (SeatRole.HANDLER, "Casework 1"))),
    _Place(Role.ASSESSOR, ((SeatRole.INTAKE, "Intake 2"), (SeatRole.HANDLER, "Casework 2"))),
    _Place(Role.REVIEWER, ((SeatRole.REVIEWER, "Appeals 1"), (SeatRole.CUSTODIAN, "Custody 1"))),
    _Place(
        Role.OBSERVER,
        ((SeatRole.OBSERVER, "Oversight 1"), (SeatRole.ADMINISTRATOR, "Administration 1")),
        is_outside=True,
    ),
)
_TRUSTEES: Final = (
    Named("Invented: head of audit"),
    Named("Invented: works council"),
    Named("Invented: ombudsperson", is_outside=True),
)
_TEXTS: Final = {
    "about": "This mechanism is invented, to show how one works. The people who answer in it are those of the demo.",
    "terms": (
        "This is an invented example: write nothing real here. A real mechanism says what it does with a report, who"
        " sees it, how long it is kept, and that nobody gives up any other way by coming to it."
    ),
}
_PRODUCTS: Final = (
    {"key": "example-taxi", "name": "Example Taxi app"},
    {"key": "example-market", "name": "Example Market"},
)


def load_example(*, actor: User, organisation: Organisation, people: Sequence[User]) -> int:
    """Make the mechanism with its team and reports, once; return how many reports were made."""
    if Mechanism.objects.filter(organisation=organisation, name=NAME).exists():
        return 0
    if not all(one.is_demo for one in people):
        raise NotAllowedError("The invented example is for accounts of the demo only.")
    by_role = {role_of(one, organisation): one for one in people}
    held = {user.pk: keys.make_keys(actor=user, passphrase=PASSPHRASE) for user in by_role.values()}
    mechanism = mechanisms.make_mechanism(actor=actor, organisation=organisation, name=NAME)
    _seat(actor, mechanism, by_role)
    _set_up(actor, mechanism)
    return _fill(mechanism, by_role[Role.LEAD], held)


def _seat(actor: User, mechanism: Mechanism, by_role: dict[str, User]) -> None:
    """Give the seats; the lead's own are given by the administrator, since nobody gives herself one with keys."""
    for place in reversed(_TEAM):
        giver = by_role[Role.OBSERVER] if place.role == Role.LEAD else actor
        for role, label in place.seats:
            seats.give_seat(
                actor=giver, mechanism=mechanism, user=by_role[place.role], role=role, label=label,
                is_outside=place.is_outside,
            )  # fmt: skip


def _set_up(actor: User, mechanism: Mechanism) -> None:
    """Fill in what a mechanism needs before it opens. The shares of its recovery key are thrown away: try it again."""
    drawn = recovery.draw(trustees=_TRUSTEES, needed=2)
    recovery.put_in_force(actor=actor, mechanism=mechanism, drawn=drawn)
    policy = ClockPolicy()
    mechanisms.change_mechanism(
        actor=actor,
        mechanism=mechanism,
        clocks={name: getattr(policy, name) for name in LIMITS},
        languages=["en"],
        products=[dict(one) for one in _PRODUCTS],
    )
    mechanisms.change_texts(actor=actor, mechanism=mechanism, language="en", texts=_TEXTS)
    mechanisms.open_mechanism(actor=actor, mechanism=mechanism)


# ---- invented reports --------------------------------------------------------------------------------------

_OFFERED: Final = Report(
    text=(
        "Invented example. I drive for the Example Taxi app. In September my account was closed overnight. The message"
        " said fraud and nothing else. I have asked four times and only a machine answered. I have lost six weeks of"
        " income, and I am afraid that they will also close the accounts of my colleagues who speak up."
    ),
    language="en",
    standing=Standing.ANONYMOUS,
    safe="yes",
    question_set="general.v1",
    answers={"harms": ["work", "money", "decision"], "fear": "yes", "remedies": ["put_back", "money", "explanation"]},
    product="example-taxi",
)
_ANSWERED: Final = Report(
    text=(
        "Exemple inventé. Sur Example Market, ma boutique a disparu des résultats depuis que j’ai signalé de fausses"
        " évaluations. Personne ne me dit pourquoi."
    ),
    language="fr",
    standing=Standing.CONFIDENTIAL,
    safe="yes",
    identity={"name": "Une personne inventée"},
    product="example-market",
)
_NEW: Final = (
    Report(
        text="مثال مُختلَق. يطلب التطبيق مكاني طوال اليوم، حتى عندما لا أعمل. أخاف أن يعرف أحد أين أسكن.",
        language="ar",
        standing=Standing.ANONYMOUS,
        safe="unsure",
        product="example-taxi",
    ),
    Report(
        text="Ejemplo inventado. Somos doce repartidoras. La aplicación nos paga menos que a los hombres.",
        language="es",
        standing=Standing.GROUP,
        safe="yes",
        product="example-taxi",
    ),
)
_BY_PHONE: Final = Report(
    text="虚构的例子。这位女士打来电话说,她的账户被锁定,她无法取回自己的照片。",
    language="zh-hans",
    standing=Standing.UNKNOWN,
    product="example-market",
)
_APART: Final = Report(text="Выдуманный пример. Мне всё время приходят чужие сообщения.", language="ru")


def _fill(mechanism: Mechanism, handler: User, held: dict[int, MemberKeys]) -> int:
    """Take in the reports, and bring two of them on their way."""
    known = Receipt(REFERENCE, receipts.secret_bytes(WORDS))
    offered = intake.receive(mechanism=mechanism, receipt=known, report=_OFFERED)
    _offer(_at_work(handler, held, offered), Person(offered.case, offered.keys))
    answered = intake.receive(mechanism=mechanism, receipt=_drawn(), report=_ANSWERED)
    _answer(_at_work(handler, held, answered), Person(answered.case, answered.keys))
    for report in _NEW:
        intake.receive(mechanism=mechanism, receipt=_drawn(), report=report)
    phone = Channel.PHONE
    intake.receive(mechanism=mechanism, receipt=_drawn(), report=_BY_PHONE, channel=phone, actor=handler)
    intake.receive(mechanism=mechanism, receipt=_drawn(), report=_APART, lane=Lane.SLOW)
    return len(_NEW) + 4


def _at_work(handler: User, held: dict[int, MemberKeys], received: Received) -> Handler:
    return open_case(handler, held[handler.pk], received.case)


def _offer(handler: Handler, driver: Person) -> None:
    """Bring the driver's case to an offer on which she decides."""
    messages.mark_read(actor=handler)
    stages.acknowledge(actor=handler, text="Your report has arrived. We say by the day shown whether we take it up.")
    coding.rate(
        actor=handler,
        severity=Severity(3, 2, 2),
        urgency="days",
        retaliation_risk="high",
        reasons="Invented: a whole income was lost, others are afraid to speak.",
    )
    messages.write_note(actor=handler, text="Invented: the third case of this kind this quarter.")
    stages.decide_admissible(
        actor=handler, is_admissible=True, reason="This is about a decision of ours, so we take it up."
    )
    messages.answer(actor=handler, text="May we tell the team of drivers that it was your account? You can say no.")
    person.write_message(actor=driver, text="No. They would know at once that it was me.")
    messages.mark_read(actor=handler)
    stages.assess(
        actor=handler, reason="The account was closed by a machine alone, which our rules do not allow.",
        decided_outside=True,
    )  # fmt: skip
    until = timezone.localdate() + timedelta(days=60)
    offers.make_offer(
        actor=handler,
        text="We were wrong, and offer this. You may take advice, and go to court as well.",
        remedies=[
            Proposed("restitution", "The account is opened again, with its former rating.", until),
            Proposed("compensation", "Six weeks of the average income of the three months before.", until),
            Proposed("guarantee_of_non_repetition", "No account is closed without a person deciding.", until),
        ],
        lost_money=True,
    )


def _answer(handler: Handler, seller: Person) -> None:
    """Acknowledge the seller's case; she adds a word."""
    messages.mark_read(actor=handler)
    stages.acknowledge(actor=handler, text="Nous avons reçu votre signalement. Vous pouvez ajouter ce que vous voulez.")
    person.write_message(actor=seller, text="Cela a commencé en octobre.")


def _drawn() -> Receipt:
    drawn = receipts.new_receipt()
    return Receipt(drawn.reference, receipts.secret_bytes(drawn.words))
