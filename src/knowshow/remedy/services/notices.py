"""Messages that say only that something is new: to members, and to a person who asked for them (GP 31 b, c, e).

None holds a word of a case, a reference, a name, or how the mechanism is called. A person gets one only where she asked
for it and did not say that it is unsafe to write to her: her contact opens with the key in the data folder, which only
the worker reads, and at most one goes out for a case in a day. A member gets one a day with counts, and at once where
somebody reports retaliation. Nothing is noted of an address, neither in the database nor in a log.
"""

from __future__ import annotations

import smtplib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.errors import SealError
from knowshow.foundation.apart import Failure, apart
from knowshow.foundation.models import User
from knowshow.remedy import envelopes
from knowshow.remedy.filing.given import is_as_given
from knowshow.remedy.models import (
    Appeal,
    AppealState,
    Audience,
    Author,
    Case,
    CaseKey,
    Entry,
    KeyScope,
    Match,
    MatchState,
    Notice,
    RetaliationReport,
    SealedPart,
    Seat,
    StageEntry,
)
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import _neutral, notices_key
from knowshow.remedy.standing import active, unended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.mail.backends.base import BaseEmailBackend
    from django.db.models import QuerySet

    from knowshow.foundation.vault import KeyPair

#: What members are told of, gravest first.
RETALIATION, OVERDUE, APPEAL, DUE, NEW_CASE, MESSAGE = "retaliation", "overdue", "appeal", "due", "new_case", "message"
ORDER: Final = (RETALIATION, OVERDUE, APPEAL, DUE, NEW_CASE, MESSAGE)
#: What a person is told.
SOMETHING_NEW: Final = "something_new"
#: Days before a clock runs out, on which its case's team is told.
SOON: Final = timedelta(days=3)
#: Older than that, nothing is told anew: a server that sends its first mail does not send a year of it.
LATELY: Final = timedelta(days=14)
#: A message that no server takes is given up after so long; word of retaliation never is.
GIVEN_UP_AFTER: Final = timedelta(days=14)
_KEEP_SENT: Final = timedelta(days=90)
#: Stages in which the person's own time runs.
_HERS: Final = (Stage.REMEDY_OFFERED, Stage.IMPLEMENTED)
#: What the other side wrote and she has not read.
_UNREAD_BY_HER: Final = Q(audience=Audience.BOTH, read_on__isnull=True) & ~Q(author=Author.PERSON)
_WHAT_FAILS: Final = (OSError, smtplib.SMTPException)


@dataclass(slots=True)
class Sent:
    """What one run did, in counts."""

    to_members: int = 0
    to_people: int = 0
    failed: int = 0
    #: Whether this server sends mail at all.
    has_mail: bool = True
    #: What went wrong otherwise than that the mail server took it not, by step and kind.
    failures: list[Failure] = field(default_factory=list)


def send_notices(today: date | None = None) -> Sent:
    """Send what is due, each message by itself; what fails is tried again. Without a mail server nothing is done."""
    if not settings.EMAIL_HOST:
        return Sent(has_mail=False)
    today, done = today or timezone.localdate(), Sent()
    connection = get_connection()
    with apart(done.failures, "finding what is new"):
        gather(today)
    with apart(done.failures, "messages to members"):
        _tell_members(today, connection, done)
    with apart(done.failures, "messages to people"):
        _tell_people(today, connection, done)
    with apart(done.failures, "old messages"):
        Notice.objects.filter(sent_on__lt=today - _KEEP_SENT).delete()
    done.failed += len(done.failures)
    return done


def gather(today: date) -> int:
    """Note what is to be told and to whom, once each; return how much is new."""
    new = [*_for_members(today), *_for_people(today)]
    Notice.objects.bulk_create(new)
    return len(new)


# ---- what is to be told ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something about a case, and the day that makes it another than one told before."""

    case: int
    kind: str
    day: date
    #: Only for this member; otherwise for all who can open the case.
    user: int | None = None


def _for_members(today: date) -> Iterator[Notice]:
    readers = _readers()
    told = set(Notice.objects.filter(user__isnull=False).values_list("case_id", "user_id", "kind", "due_on"))
    for fact in _facts(today):
        mechanism, users = readers.get(fact.case, (0, frozenset()))
        for user in users & {fact.user} if fact.user else users:
            if (fact.case, user, fact.kind, fact.day) not in told:
                yield Notice(mechanism_id=mechanism, case_id=fact.case, user_id=user, kind=fact.kind, due_on=fact.day)


def _readers() -> dict[int, tuple[int, frozenset[int]]]:
    """Return who can open each case today, by its key and the seat for which it was given; and of which mechanism."""
    seats = Seat.objects.filter(active(), user__is_active=True)
    sitting = set(seats.values_list("mechanism_id", "user_id", "role"))
    keys = CaseKey.objects.filter(
        unended(), scope__in=(KeyScope.CASE, KeyScope.SHARED), case__shredded_on__isnull=True
    ).exclude(sealed=b"")
    found: dict[int, tuple[int, frozenset[int]]] = {}
    for case, mechanism, user, role in keys.values_list("case_id", "case__mechanism_id", "user_id", "role"):
        if (mechanism, user, role) in sitting:
            found[case] = (mechanism, found.get(case, (0, frozenset()))[1] | {user})
    return found


def _facts(today: date) -> Iterator[_Fact]:
    since = today - LATELY
    reports = RetaliationReport.objects.filter(answered_on__isnull=True, reported_on__gte=since)
    yield from (_Fact(case, RETALIATION, day) for case, day in reports.values_list("case_id", "reported_on"))
    yield from _clocks(today)
    appeals = Appeal.objects.filter(state=AppealState.OPEN, opened_on__gte=since)
    for case, day, reviewer in appeals.values_list("case_id", "opened_on", "reviewer_id"):
        yield _Fact(case, APPEAL, day, reviewer)
    cases = Case.objects.filter(is_draft=False, received_on__gte=since, stage=Stage.RECEIVED)
    yield from (_Fact(case, NEW_CASE, day) for case, day in cases.values_list("pk", "received_on"))
    unread = Entry.objects.filter(author=Author.PERSON, read_on__isnull=True, number__gt=1, added_on__gte=since)
    newest = unread.values("case_id").annotate(day=Max("added_on")).values_list("case_id", "day").order_by()
    yield from (_Fact(case, MESSAGE, day) for case, day in newest)


def _clocks(today: date) -> Iterator[_Fact]:
    running = StageEntry.objects.filter(left_on__isnull=True, due_on__range=(today - LATELY, today + SOON))
    for case, day in running.exclude(stage__in=_HERS).values_list("case_id", "due_on"):
        if day is not None:
            yield _Fact(case, OVERDUE if day < today else DUE, day)


def _for_people(today: date) -> Iterator[Notice]:
    """Find the cases in which something stands that the person has not read, and of which she was not told."""
    wanting = SealedPart.objects.filter(what=KeyScope.CONTACT).exclude(for_notices=b"").values("case")
    cases = dict(Case.objects.filter(pk__in=wanting).values_list("pk", "mechanism_id"))
    hers = Notice.objects.filter(user__isnull=True, kind=SOMETHING_NEW).values("case_id")
    told = dict(hers.annotate(day=Max("due_on")).values_list("case_id", "day").order_by())
    for case, day in _new_to_people(list(cases), today).items():
        if told.get(case, date.min) < day:
            yield Notice(mechanism_id=cases[case], case_id=case, kind=SOMETHING_NEW, due_on=day)


def _new_to_people(cases: list[int], today: date) -> dict[int, date]:
    """Return the last day on which something came for each person to read or to answer."""
    since = today - LATELY
    unread = Entry.objects.filter(_UNREAD_BY_HER, case__in=cases, case__shredded_on__isnull=True, added_on__gte=since)
    found = dict(unread.values("case_id").annotate(day=Max("added_on")).values_list("case_id", "day").order_by())
    for side in ("first", "second"):
        asked = Match.objects.filter(state=MatchState.FOUND, found_on__gte=since, **{f"{side}_says": ""})
        for case, day in asked.filter(**{f"{side}__in": cases}).values_list(f"{side}_id", "found_on"):
            found[case] = max(day, found.get(case, day))
    return found


# ---- to members --------------------------------------------------------------------------------------------


def _tell_members(today: date, connection: BaseEmailBackend, done: Sent) -> None:
    for user in User.objects.filter(pk__in=_waiting().filter(user__isnull=False).values("user"), is_active=True):
        with apart(done.failures, "a message to a member"):
            _tell_member(user, today, connection, done)


def _tell_member(user: User, today: date, connection: BaseEmailBackend, done: Sent) -> None:
    """Write to her once a day, and at once where somebody reports retaliation."""
    found = list(_waiting().filter(user=user))
    if not any(one.kind == RETALIATION for one in found) and _was_told_today(today, user):
        return
    message = EmailMessage(_("Cases that wait for you"), _words_for_member(found), None, [user.email])
    done.to_members += _deliver(message, found, today, connection, done)


def _was_told_today(today: date, user: User) -> bool:
    return Notice.objects.filter(user=user, sent_on=today).exclude(kind=RETALIATION).exists()


def _words_for_member(found: Iterable[Notice]) -> str:
    """Return counts, the gravest first; no reference, no word of a case."""
    counts = Counter(one.kind for one in found)
    lines = [_line(kind, counts[kind]) for kind in ORDER if counts[kind]]
    end = _("Sign in to read more. This message holds nothing of what people wrote.")
    return "\n".join([*lines, "", end, ""])


def _line(kind: str, count: int) -> str:
    words = {
        RETALIATION: ngettext("{count} report of retaliation", "{count} reports of retaliation", count),
        OVERDUE: ngettext("{count} case is late", "{count} cases are late", count),
        APPEAL: ngettext("{count} appeal", "{count} appeals", count),
        DUE: ngettext("{count} case is due within days", "{count} cases are due within days", count),
        NEW_CASE: ngettext("{count} new case", "{count} new cases", count),
        MESSAGE: ngettext("{count} case has something unread", "{count} cases have something unread", count),
    }
    return words[kind].format(count=count)


# ---- to people ---------------------------------------------------------------------------------------------


def _tell_people(today: date, connection: BaseEmailBackend, done: Sent) -> None:
    pair = notices_key.stored_pair()
    if pair is None:
        return
    sent_today = set(Notice.objects.filter(user__isnull=True, sent_on=today).values_list("case_id", flat=True))
    waiting = _waiting().filter(user__isnull=True, case__isnull=False).select_related("case__mechanism")
    for notice in waiting.order_by("case_id", "-due_on"):
        if notice.case is None or notice.case.pk in sent_today:
            continue
        sent_today.add(notice.case.pk)
        with apart(done.failures, "a message to a person", of=notice.case.code):
            _tell_person(notice, notice.case, pair, today, connection, done)


def _tell_person(
    notice: Notice, case: Case, pair: KeyPair, today: date, connection: BaseEmailBackend, done: Sent
) -> None:
    """Write to her, unless she has read it meanwhile, or wants no messages any more: then it is dropped."""
    address = _address_of(case, pair)
    if not address or not _has_unread(case):
        notice.delete()
        return
    subject, body = _neutral.words(case.language)
    message = EmailMessage(subject, f"{body}\n", None, [address])
    about = list(_waiting().filter(user__isnull=True, case=case))
    done.to_people += _deliver(message, about, today, connection, done)


def _address_of(case: Case, pair: KeyPair) -> str:
    """Return where she wants to be written to; nothing where she does not, or where it does not open here."""
    part = SealedPart.objects.filter(case=case, what=KeyScope.CONTACT).exclude(for_notices=b"").first()
    if part is None:
        return ""
    part.case = case
    if not is_as_given(part):  # somebody else changed where to write, or that we may
        return ""
    try:
        return str(envelopes.open_for_notices(part, pair).get("email", ""))
    except (SealError, msgspec.DecodeError):  # the second: what is no contact at all, put there by somebody else
        return ""


def _has_unread(case: Case) -> bool:
    asked = Q(first=case, first_says="") | Q(second=case, second_says="")
    return case.entries.filter(_UNREAD_BY_HER).exists() or Match.objects.filter(asked, state=MatchState.FOUND).exists()


# ---- sending -----------------------------------------------------------------------------------------------


def _waiting() -> QuerySet[Notice]:
    since = timezone.localdate() - GIVEN_UP_AFTER
    return Notice.objects.filter(Q(due_on__gte=since) | Q(kind=RETALIATION), sent_on__isnull=True)


def _deliver(message: EmailMessage, about: list[Notice], today: date, connection: BaseEmailBackend, done: Sent) -> int:
    """Hand a message to the mail server; say whether it took it. What went wrong is counted, never told."""
    message.connection = connection
    message.extra_headers = {"Auto-Submitted": "auto-generated"}
    keys = [one.pk for one in about]
    try:
        is_sent = bool(message.send())
    except (*_WHAT_FAILS, ValueError):  # the last: an address with a line break, which Django refuses
        is_sent = False
    if is_sent:
        Notice.objects.filter(pk__in=keys).update(sent_on=today)
        return 1
    Notice.objects.filter(pk__in=keys).update(tries=F("tries") + 1)
    done.failed += 1
    return 0
