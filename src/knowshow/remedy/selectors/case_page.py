"""One opened case as its page shows it: what both sides wrote, stages and clocks, remedies, people (GP 31 c, d, h).

The actor has opened the case already; what she cannot open is left out, not shown as a secret. Interpreters and
advisers see what both sides see; an interpreter also sees drafts that wait for her.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.errors import SealError
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given
from knowshow.remedy.filing.clocks import ahead_of, clock_of, due_of
from knowshow.remedy.models import Audience, Author, CaseKey, EntryKind, KeyScope, MemberKey, RemedyKind, Seat, SeatRole
from knowshow.remedy.rules import remedies as remedy_rules
from knowshow.remedy.rules import triage
from knowshow.remedy.rules.clocks import Side, State
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.questions import stored_set, told
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.case_words import heading_of
from knowshow.remedy.selectors.wording import STAGES, told_needs
from knowshow.remedy.standing import active, concerned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.envelopes import Content
    from knowshow.remedy.models import Case, CaseTask, CheckIn, Entry, Offer, Remedy
    from knowshow.remedy.rules.clocks import StageClock
    from knowshow.remedy.rules.questions.showing import Told
    from knowshow.remedy.standing import Handler

#: What stands in the dialogue as a voice; everything else there is a line between the voices.
VOICES: Final = (
    EntryKind.REPORT, EntryKind.FACTS, EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.APPEAL, EntryKind.MATERIAL,
    EntryKind.COUNTER, EntryKind.OFFER,
)  # fmt: skip
_DONE_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry that was opened, with what was translated of it."""

    entry: Entry
    content: Content = field(repr=False)
    heading: StrOrPromise
    who: StrOrPromise
    translations: tuple[Opened, ...] = ()

    @property
    def text(self) -> str:
        """Its words, whatever kind it is."""
        found = self.content.get("text") or self.content.get("reason") or self.content.get("reasons") or ""
        return str(found)

    @property
    def step(self) -> StrOrPromise:
        """The stage to which the case went, where this is a step; a disputed proof makes no new agreement."""
        if (self.content.get("from"), self.content.get("to")) == (Stage.IMPLEMENTED, Stage.AGREED):
            return _("Still to be carried out")
        return STAGES.get(str(self.content.get("to")), "")

    @property
    def is_voice(self) -> bool:
        """Whether somebody speaks, rather than something having happened."""
        return self.entry.kind in VOICES and not self.content.get("event")

    @property
    def is_internal(self) -> bool:
        """Whether the person does not see it."""
        return self.entry.audience == Audience.INTERNAL

    @property
    def is_draft(self) -> bool:
        """Whether it waits to be sent."""
        return self.entry.audience == Audience.DRAFT

    @property
    def is_hers(self) -> bool:
        """Whether the person wrote it."""
        return self.entry.author == Author.PERSON


def entries_for(actor: Handler) -> QuerySet[Entry]:
    """Return the entries that somebody may open in this case."""
    found = actor.case.entries.select_related("about").order_by("number")
    if actor.handles:
        return found
    audiences = [Audience.BOTH, Audience.DRAFT] if actor.role == SeatRole.INTERPRETER else [Audience.BOTH]
    return found.filter(audience__in=audiences)


def opened(actor: Handler, entries: Iterable[Entry] | None = None) -> list[Opened]:
    """Open the entries of a case, in their order; a translation stands with what it translates."""
    labels = labels_of(actor.case)
    found = [_opened(actor, one, labels) for one in (entries_for(actor) if entries is None else entries)]
    by_number = {one.entry.number: one for one in found}
    translated: dict[int, list[Opened]] = {}
    for one in found:
        if one.entry.kind == EntryKind.TRANSLATION and one.entry.about and one.entry.about.number in by_number:
            translated.setdefault(one.entry.about.number, []).append(one)
    return [
        Opened(one.entry, one.content, one.heading, one.who, tuple(translated.get(number, ())))
        for number, one in by_number.items()
        if one.entry.kind != EntryKind.TRANSLATION
    ]


def words_of(actor: Handler, entry: Entry) -> Content:
    """Return what an entry says. One that was changed says so, and keeps nobody from reading the rest of the case."""
    entry.case = actor.case
    try:
        return envelopes.read_entry(entry, actor.secrets)
    except SealError:
        return {"event": "does_not_open"}


def labels_of(case: Case) -> dict[tuple[int, str], str]:
    """Return what each seat of the mechanism is called, by its holder and role, seats that have ended included."""
    seats = Seat.objects.filter(mechanism=case.mechanism_id).order_by("pk")
    return {(one.user_id, one.role): one.label for one in seats}


def _opened(actor: Handler, entry: Entry, labels: Mapping[tuple[int, str], str]) -> Opened:
    content = words_of(actor, entry)
    who = _("The system") if _follows(entry, content) else _who(entry, labels)
    return Opened(entry, content, heading_of(entry.kind, content), who)


def _follows(entry: Entry, content: Content) -> bool:
    """Whether a step only follows from what the person did in another entry: she said nothing with it."""
    is_step = entry.kind == EntryKind.STAGE and entry.author == Author.PERSON and bool(content.get("to"))
    says = any(content.get(name) for name in ("reason", "outcome")) or content.get("from") == Stage.APPEALED
    return is_step and not says


def _who(entry: Entry, labels: Mapping[tuple[int, str], str]) -> StrOrPromise:
    if entry.author == Author.PERSON:
        return _("The person")
    if entry.author == Author.SYSTEM:
        return _("The system")
    role = str(SeatRole(entry.role).label) if entry.role in SeatRole.values else ""
    return labels.get((entry.user_id or 0, entry.role)) or role


# ---- stages and clocks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the line that both sides see."""

    label: StrOrPromise
    state: str
    words: str
    is_late: bool = False


def line_of(case: Case) -> list[Step]:
    """Return the stages as one line: what was done, what is now, what is ahead; each with used and allowed days.

    Each stage stands with its own clock, under the name and with the figures that the person reads.
    """
    return [*(_been(one) for one in clock_of(case)), *(_ahead(one) for one in ahead_of(case))]


def folded(line: list[Step]) -> list[Step]:
    """Return a line that fits above a page: of many steps that are done, the first are folded into one that says so."""
    done = sum(step.state == "done" for step in line)
    if done <= _DONE_SHOWN:
        return line
    hidden = line[: done - _DONE_SHOWN + 1]
    words = ngettext("{count} step, see the history", "{count} steps, see the history", len(hidden))
    is_late = any(step.is_late for step in hidden)
    return [Step(_("Before"), "done", words.format(count=len(hidden)), is_late), *line[len(hidden) :]]


def _been(one: StageClock) -> Step:
    label = STAGES[one.stage]
    if one.left_on is None:
        return Step(label, "now", _now(one), is_late=one.is_breach)
    words = _short(one.entered_on)
    if one.allowed_days is not None:
        words = f"{words}, {_used(one)}"
    return Step(label, "done", words, is_late=one.is_breach)


def _used(one: StageClock) -> str:
    return _("{used} of {allowed} days").format(used=one.used_days, allowed=one.allowed_days)


def _now(one: StageClock) -> str:
    since = _("since {day}").format(day=_short(one.entered_on))
    if one.allowed_days is None:
        return since
    since = f"{since}; {_used(one)}"
    if one.side is Side.HERS:
        return _("{since}; the person decides").format(since=since)
    if one.is_paused:
        return _("{since}; our clock stands still").format(since=since)
    if one.state is State.OVERDUE:
        return f"{since}; {_late(one)}"
    return _("{since}, due {due}").format(since=since, due=_short(one.due_on))


def _late(one: StageClock) -> str:
    """Say how late a step is in working days; before the first of them has begun, say since when."""
    if not one.days_late:
        return _("late since {day}").format(day=_short(one.late_since))
    return ngettext("late by {days} day", "late by {days} days", one.days_late).format(days=one.days_late)


def _ahead(one: StageClock) -> Step:
    if one.allowed_days is None:
        return Step(STAGES[one.stage], "next", "")
    days = ngettext("then {days} day", "then {days} days", one.allowed_days).format(days=one.allowed_days)
    hers = _("{days} of the person").format(days=days)
    return Step(STAGES[one.stage], "next", hers if one.side is Side.HERS else days)


def _short(day: date | None) -> str:
    return date_format(day, "j M") if day else ""


# ---- what the aside shows ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One remedy with its words."""

    remedy: Remedy
    kind: StrOrPromise
    what: str
    state: StrOrPromise
    days_late: int


@dataclass(frozen=True, slots=True)
class OpenedOffer:
    """An offer or a counter-proposal with its words."""

    offer: Offer
    text: str
    parts: tuple[Part, ...]


def offers_of(actor: Handler) -> list[OpenedOffer]:
    """Return what was proposed by either side, the newest first."""
    found = actor.case.offers.select_related("entry").prefetch_related("remedies").order_by("-pk")
    prefetch_related_objects([actor.case], "pauses")
    return [_offer(actor, one) for one in found]


def offer_of(actor: Handler, offer: Offer) -> OpenedOffer:
    """Return one proposal with its words."""
    return _offer(actor, offer)


def _offer(actor: Handler, offer: Offer) -> OpenedOffer:
    said = words_of(actor, offer.entry)
    parts = zip(offer.remedies.all(), said.get("remedies", ()), strict=False)
    return OpenedOffer(
        offer, str(said.get("text", "")), tuple(_part(remedy, actor.case, str(one["what"])) for remedy, one in parts)
    )


def _part(remedy: Remedy, case: Case, what: str) -> Part:
    state = remedy_rules.RemedyState(remedy.state)
    shown = remedy_rules.shown_on(timezone.localdate(), state, due_of(remedy, case), remedy.proven_on)
    return Part(remedy, RemedyKind(remedy.kind).label, what, remedy.get_state_display(), shown.days_late)


@dataclass(frozen=True, slots=True)
class Grave:
    """Severity as it was rated, and the words that go with it."""

    tier: int | None
    is_rated: bool
    reasons: str


def severity_of(actor: Handler, entries: Sequence[Opened]) -> Grave:
    """Return the tier, and the reasons that somebody gave last."""
    case = actor.case
    tier = triage.severity(case.scale, case.scope, case.irremediability).tier
    coded = [one for one in entries if one.entry.kind == EntryKind.CODING]
    return Grave(tier, bool(coded), coded[-1].text if coded else "")


def safe_of(entries: Sequence[Opened]) -> str:
    """Return what the person said last about whether it is safe to answer; nothing where she did not say."""
    said = [str(one.content["safe"]) for one in entries if one.is_hers and one.content.get("safe")]
    return said[-1] if said else ""


# ---- facts and evidence --------------------------------------------------------------------------------------


def told_of(one: Opened, language: str) -> tuple[Told, ...]:
    """Return what was answered to the questions, in the handler's language and as the person read them."""
    answers, asked = one.content.get("answers"), stored_set(str(one.content.get("question_set") or ""))
    if not answers or asked is None:
        return told_needs(answers)
    known = {each.code for each in languages()}
    written_in = str(one.content.get("language") or language)
    ours = language if language in known else "en"
    return (*told(asked, answers, ours, written_in if written_in in known else ours), *told_needs(answers))


@dataclass(frozen=True, slots=True)
class Todo:
    """A task or a check-in with its words."""

    row: CaseTask | CheckIn
    text: str
    owner: str
    is_late: bool


def tasks_of(actor: Handler) -> list[Todo]:
    """Return the tasks of a case, those that wait first."""
    labels = names_in(actor.case)
    found = actor.case.tasks.select_related("entry").order_by("done_on", "due_on", "pk")
    return sorted((_todo(actor, one, one.entry, labels) for one in found), key=lambda one: one.row.done_on is not None)


def check_ins_of(actor: Handler) -> list[Todo]:
    """Return the days on which somebody asks about retaliation, and what was found."""
    labels = names_in(actor.case)
    return [_todo(actor, one, one.entry, labels) for one in actor.case.check_ins.select_related("entry")]


def _todo(actor: Handler, row: CaseTask | CheckIn, entry: Entry | None, labels: Mapping[int, str]) -> Todo:
    said = words_of(actor, entry) if entry is not None else {}
    text = str(said.get("text") or said.get("reasons") or "")
    if entry is not None and entry.kind == EntryKind.CODING:  # it says why; what is to be done follows from the tier
        text = _("Severe case: bring it before those who can act on it.")
    is_late = row.done_on is None and row.due_on < timezone.localdate()
    return Todo(row, text, labels.get(row.owner_id or 0, ""), is_late)


def names_in(case: Case) -> dict[int, str]:
    """Return what each member is called here: by the seat in which she opens the case, or by one that she holds."""
    labels = labels_of(case)
    held = case.keys.filter(scope__in=(KeyScope.CASE, KeyScope.SHARED)).values_list("user_id", "role")
    names = {user: label for (user, _role), label in labels.items()}
    return {**names, **{key[0]: labels[key] for key in held if key in labels}}


# ---- people and keys -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can open the case, as the team sees her."""

    given: CaseKey
    label: str
    name: str
    is_me: bool


def holders_of(actor: Handler) -> list[Holder]:
    """Return who can open the case, and in which seat."""
    labels = labels_of(actor.case)
    found = actor.case.keys.filter(scope__in=(KeyScope.CASE, KeyScope.SHARED)).select_related("user")
    return [
        Holder(one, labels.get((one.user_id, one.role), ""), str(one.user), one.user_id == actor.user.pk)
        for one in found
    ]


def seats_to_give(actor: Handler, *roles: str) -> list[Seat]:
    """Return the seats whose holders have a key, cannot open this case yet, and are none whom the report concerns."""
    holds = CaseKey.objects.filter(case=actor.case).values("user")
    keyed = MemberKey.objects.filter(retired_on__isnull=True).values("user")
    found = Seat.objects.filter(
        active(), mechanism=actor.case.mechanism, role__in=roles, user__in=keyed, user__is_active=True
    )
    found = found.exclude(user__in=holds).exclude(user__in=concerned(actor.case, actor.secrets))
    return list(found.select_related("user"))


def owners_of(actor: Handler) -> list[tuple[str, str]]:
    """Return who can be given something to do: those who can open the case with its notes."""
    labels = labels_of(actor.case)
    found = actor.case.keys.filter(scope=KeyScope.CASE).select_related("user")
    return [(str(one.user_id), labels.get((one.user_id, one.role), str(one.user))) for one in found]


def chain_is_whole(actor: Handler) -> list[int]:
    """Return the numbers of entries that are missing, changed or not signed; none where the chain is whole."""
    signers: dict[int, set[bytes]] = {}
    for key in MemberKey.objects.filter(user__in=actor.case.entries.values("user")):
        signers.setdefault(key.user_id, set()).add(bytes(key.verify))
    known: dict[int, frozenset[bytes]] = {user: frozenset(keys) for user, keys in signers.items()}
    entries: Any = actor.case.entries.select_related("about").order_by("number")  # Any: a query set of entries
    return envelopes.broken_links(actor.case, _within(actor.case, entries), known)


def not_as_given(actor: Handler) -> list[str]:
    """Return what stands apart and is not as the person gave it, in words."""
    names = {KeyScope.IDENTITY: _("the name"), KeyScope.CONTACT: _("the contact")}
    parts = list(actor.case.parts.all())
    for one in parts:
        one.case = actor.case
    entries = list(_within(actor.case, actor.case.entries.order_by("number")))
    return [str(names[KeyScope(one)]) for one in given.not_as_given(entries, parts)]


def _within(case: Case, entries: Iterable[Entry]) -> Iterable[Entry]:
    for one in entries:
        one.case = case
        yield one
