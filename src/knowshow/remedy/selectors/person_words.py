"""What happened in a case, in plain sentences to the person whose case it is (GP 31 b, c, e).

Sealed entries hold codes and words of both sides. Here each code becomes a short whole sentence, so that it can be
translated as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from knowshow.remedy.models import Author, EntryKind, ReferralState, RemedyState, SeatRole
from knowshow.remedy.rules.stages import Outcome, Stage
from knowshow.remedy.selectors.wording import REMEDIES, STAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Content = Mapping[str, Any]  # Any: entries of different kinds hold different things

#: What happens next at each stage, and who does it; the person reads it as "you".
NEXT: Final[dict[str, StrOrPromise]] = {
    Stage.RECEIVED: _("We tell you that your report has arrived."),
    Stage.ACKNOWLEDGED: _("We decide whether we can deal with it here, and tell you why."),
    Stage.ADMISSIBLE: _("We look into what happened."),
    Stage.ASSESSED: _("We talk with you about what would put it right, or make an offer."),
    Stage.DIALOGUE: _("You and we look for a remedy together."),
    Stage.REMEDY_OFFERED: _("You decide about the offer. Take the time you need."),
    Stage.AGREED: _("We do what was agreed, and show you the proof."),
    Stage.IMPLEMENTED: _("You tell us whether it was done."),
    Stage.VERIFIED: _("We close the case and tell you what was learnt."),
    Stage.CLOSED: _("Nothing more is planned. You can appeal, and other ways stay open to you."),
    Stage.APPEALED: _("Somebody else, who had no part in it, looks at the decision."),
}
#: What comes next where an appeal was given to nobody yet: by whether nobody could be given it today.
APPEAL_WAITS: Final[dict[bool, StrOrPromise]] = {
    False: _("A reviewer who decided nothing in your case will get it."),
    True: _("Today nobody is here who could look at it without having decided before. We must find somebody."),
}
#: What stands above where her case is, where the name of the stage would say for her what only she can say.
HEADS: Final[dict[str, StrOrPromise]] = {Stage.IMPLEMENTED: _("Was it carried out?")}
#: How it ended, said to her.
ENDED: Final[dict[str, StrOrPromise]] = {
    Outcome.REMEDIED: _("It was put right, as you confirmed."),
    Outcome.PARTLY_REMEDIED: _("It was put right in part."),
    Outcome.NOT_ADMISSIBLE: _("It could not be dealt with here."),
    Outcome.NOT_UPHELD: _("It was not upheld."),
    Outcome.WITHDRAWN: _("You ended it."),
    Outcome.REFERRED: _("Another body deals with it."),
    Outcome.NO_CONTACT: _("We could not reach you."),
    Outcome.DUPLICATE: _("It is the same as another case."),
}
#: Why our clock stands still.
PAUSES: Final[dict[str, StrOrPromise]] = {
    "waits_for_person": _("We wait for you."),
    "asked_by_person": _("You asked for it."),
    "other_body": _("Another body has to answer first."),
    "safety": _("It is for your safety."),
}
#: The fairness survey: statements to agree with or not. Process and outcome stand apart.
SURVEY: Final[dict[str, StrOrPromise]] = {
    "could_tell": _("I could tell what happened in a way that suited me."),
    "knew_next": _("I knew what would happen next, and by when."),
    "had_help": _("I had the information and the help that I needed."),
    "was_independent": _("Those who decided listened to me and took no side."),
    "put_right": _("What came of it puts right what happened to me."),
}
#: What may be passed on to another body.
PASSED_ON: Final[dict[str, StrOrPromise]] = {
    "summary": _("A summary of what happened"),
    "wishes": _("What you wish for"),
    "language": _("Your language"),
    "right": _("Which right it is about"),
    "received_on": _("The day on which your report arrived"),
    "stages": _("The steps of your case, with their days"),
    "evidence_digests": _("The fingerprints of files, not the files"),
    "identity": _("Your name, sealed so that only this body can read it"),
    "contact": _("How to reach you, sealed so that only this body can read it"),
}
REFERRALS: Final[dict[str, StrOrPromise]] = {
    ReferralState.PROPOSED: _("We ask you first."),
    ReferralState.CONSENTED: _("You agreed. It was not sent yet."),
    ReferralState.DECLINED: _("You did not agree. Nothing was sent."),
    ReferralState.SENT: _("It was sent. We wait for the receipt."),
    ReferralState.RECEIVED: _("The other body has received it."),
    ReferralState.ACCEPTED: _("The other body deals with it."),
    ReferralState.REFUSED: _("The other body does not deal with it."),
    ReferralState.REREFERRED: _("The other body has passed it on."),
    ReferralState.CLOSED: _("The other body has ended its work on it."),
}
REMEDY_STATES: Final[dict[str, StrOrPromise]] = {
    RemedyState.AGREED: _("Agreed, not done yet"),
    RemedyState.PROVEN: _("Done, we say, with proof"),
    RemedyState.VERIFIED: _("Done, you say"),
    RemedyState.DISPUTED: _("Not done, you say"),
}
OFFER_STATES: Final[dict[str, StrOrPromise]] = {
    "open": _("Open"),
    "accepted": _("Accepted"),
    "refused": _("Refused"),
    "countered": _("Answered with a proposal"),
    "replaced": _("Replaced by a later one"),
    "withdrawn": _("Taken back"),
}

_KINDS: Final[dict[str, StrOrPromise]] = {
    EntryKind.REPORT: _("Your report"),
    EntryKind.FACTS: _("You added this"),
    EntryKind.CODING: _("How grave we think it is, and why"),
    EntryKind.OFFER: _("What we offer"),
    EntryKind.COUNTER: _("What you propose"),
    EntryKind.APPEAL: _("You appealed."),
    EntryKind.PLAN: _("A plan to keep you safe"),
    EntryKind.MATERIAL: _("What the other side says"),
}
_SAFE: Final[dict[str, StrOrPromise]] = {
    "yes": _("You said that it is safe to answer you here."),
    "no": _("You said that it is not safe to answer you now."),
    "unsure": _("You said that you do not know whether it is safe to answer."),
}
_CONSENTS: Final[dict[tuple[str, str], StrOrPromise]] = {
    ("reveal", "yes"): _("You agreed that it is shown."),
    ("reveal", "no"): _("You did not agree that it is shown."),
    ("reveal", "back"): _("You took your consent back. It is sealed again."),
    ("referral", "yes"): _("You agreed that another body is told."),
    ("referral", "no"): _("You did not agree that another body is told."),
    ("matching", "yes"): _("You agreed that the other person is told of you."),
    ("matching", "no"): _("You did not agree that the other person is told of you."),
}
#: Events of which the sentence needs nothing else.
_PLAIN: Final[dict[str, StrOrPromise]] = {
    "concerns": _("Who should not read it?"),
    "retaliation_reported": _("You told us that somebody makes you pay for speaking up."),
    "erasure_asked": _("You asked that everything be erased."),
    "identity_given": _("You gave or changed your name. It is sealed apart."),
    "contact_given": _("You gave or changed how to reach you. It is sealed apart."),
    "offer_withdrawn": _("We took the offer back. Why stands here."),
    "clock_resumed": _("Our clock runs again."),
    "referral_unanswered": _("The other body has not answered in time. You decide what comes next."),
    "file_added": _("A file was added."),
    "file_as_it_is": _("You let us have a file as it is."),
    "file_taken_out": _("You took a file out. It was erased."),
    "overdue": _("We are late. This is counted in public."),
    "late": _("We are late. This is counted in public."),
    "erasure_refused": _("We cannot erase your case now. Why stands here."),
    "hold_set": _("A law or a proceeding obliges us to keep your case. Why stands here."),
    "hold_lifted": _("Nothing obliges us any more to keep your case."),
    "match_agreed": _("You and somebody else named the same, and both agreed. We help you to reach each other."),
}
#: Where she gave no name, its key opens the originals of her files alone: so it is said.
_WITHOUT_NAME: Final = {"identity": "original"}
#: Events about a name or a contact, by what it is about.
_SHOWN: Final[dict[tuple[str, str], StrOrPromise]] = {
    ("reveal_asked", "identity"): _("%(role)s asks to see your name."),
    ("reveal_asked", "contact"): _("%(role)s asks to see how to reach you."),
    ("reveal_asked", "original"): _("%(role)s asks to open the original of a file."),
    ("reveal_looked", "identity"): _("%(role)s looked at your name."),
    ("reveal_looked", "original"): _("%(role)s looked for your name, and there is none."),
    ("reveal_looked", "contact"): _("%(role)s looked at how to reach you."),
    ("reveal_refused", "identity"): _("A custodian refused to show your name. Why stands here."),
    ("reveal_refused", "contact"): _("A custodian refused to show how to reach you. Why stands here."),
    ("reveal_refused", "original"): _("A custodian refused to open the original of a file. Why stands here."),
    ("reveal_ended", "identity"): _("Your name is closed again."),
    ("reveal_ended", "contact"): _("How to reach you is closed again."),
    ("reveal_ended", "original"): _("The original of your file is closed again."),
    ("reveal_share", "identity"): _("A custodian gave a share of the key to your name."),
    ("reveal_share", "contact"): _("A custodian gave a share of the key to how to reach you."),
    ("reveal_share", "original"): _("A custodian gave a share of the key to the original of your file."),
    ("reveal_emergency", "identity"): _("In an emergency, a custodian opened your name without asking you first."),
    ("reveal_emergency", "original"): _(
        "In an emergency, a custodian opened the original of your file without asking you first."
    ),
    ("reveal_emergency", "contact"): _(
        "In an emergency, a custodian opened how to reach you without asking you first."
    ),
}
_WITH_ROLE: Final[dict[str, StrOrPromise]] = {
    "joined": _("From now on, %(role)s can open your case."),
    "left": _("From now on, %(role)s can no longer open your case."),
    "file_looked": _("%(role)s opened the original of a file."),
    "exported": _("%(role)s made a copy of your case outside of this place."),
    "recovery_used": _("The trustees together opened your case for %(role)s. Why stands here."),
}


def opens(what: str, *, has_name: bool) -> str:
    """Return what a key that stands apart opens to her reader: a name, a contact, or a file's original alone.

    >>> opens("identity", has_name=True), opens("identity", has_name=False)
    ('identity', 'original')
    """
    return what if has_name else _WITHOUT_NAME.get(what, what)


def headline(kind: str, author: str, content: Content, role: str, *, has_name: bool = True) -> str:
    """Return the sentence above an entry; nothing for what speaks for itself. ``role`` is who wrote it, in words."""
    if "what" in content:
        content = {**content, "what": opens(str(content["what"]), has_name=has_name)}
    if event := str(content.get("event", "")):
        return _event(event, content, role)
    if kind == EntryKind.DECISION:
        return _decision(author, content)
    words = _BY_KIND.get(kind)
    return words(content) if words else str(_KINDS.get(kind, ""))


def details(content: Content) -> list[tuple[str, str]]:
    """Return what else an entry tells, each with its label."""
    appeal = content.get("appeal")
    found = [
        (_("File"), content.get("file_name")),
        (_("What for"), content.get("purpose")),
        (_("Where else you can turn"), content.get("other_routes")),
        (_("How you can appeal"), appeal if isinstance(appeal, str) else ""),
    ]
    return [(str(label), str(said)) for label, said in found if said]


def passed_on(fields: object) -> list[str]:
    """Return what a referral passes on, in words."""
    return [str(PASSED_ON[name]) for name in fields if name in PASSED_ON] if isinstance(fields, list) else []


def role_words(role: str) -> str:
    """Return what a seat is called."""
    return str(SeatRole(role).label) if role in SeatRole.values else _g("Somebody of the team")


def remedy_words(kind: str) -> str:
    """Return what a kind of remedy is called."""
    return str(REMEDIES.get(kind, kind))


def day_words(written: str) -> str:
    """Return a stored day as people write it; nothing for what is none."""
    try:
        return date_format(date.fromisoformat(written), pgettext("day", "j M Y"))
    except ValueError:
        return ""


def _event(event: str, content: Content, role: str) -> str:
    if event in _PLAIN:
        return str(_PLAIN[event])
    if event in _WITH_ROLE:
        return str(_WITH_ROLE[event]) % {"role": role_words(str(content.get("role", "")))}
    words = _BY_EVENT.get(event)
    return words(event, content) if words else _g("%(role)s noted this.") % {"role": role}


def _paused(_event: str, content: Content) -> str:
    return " ".join([_g("Our clock stands still."), str(PAUSES.get(str(content.get("why")), ""))]).strip()


def _erased_soon(_event: str, content: Content) -> str:
    day = day_words(str(content.get("on", "")))
    return _g("On %(day)s your case is erased. Take a copy with you before, or write to us.") % {"day": day}


def _answered(_event: str, content: Content) -> str:
    return str(REFERRALS.get(str(content.get("state")), ""))


def _reveal(event: str, content: Content) -> str:
    is_opened = event == "reveal_share" and content.get("emergency") and content.get("is_open")
    event = "reveal_emergency" if is_opened else event
    said = str(_SHOWN.get((event, str(content.get("what"))), "")) % {"role": role_words(str(content.get("role", "")))}
    days = content.get("days")
    if event == "reveal_asked" and isinstance(days, int):
        said = f"{said} " + ngettext("It is for %(days)s day.", "It is for %(days)s days.", days) % {"days": days}
    return said


def _remedy(event: str, content: Content) -> str:
    said = {
        "remedy_proven": _g("We say that this was carried out: %(remedy)s."),
        "remedy_verified": _g("You say that this was carried out: %(remedy)s."),
        "remedy_disputed": _g("You say that this was not carried out: %(remedy)s."),
    }
    return said[event] % {"remedy": remedy_words(str(content.get("remedy", "")))}


def _time(event: str, content: Content) -> str:
    if not (day := day_words(str(content.get("until", "")))):
        return _g("You asked for more time.")
    if event == "more_time_asked":
        return _g("You asked for time until %(day)s.") % {"day": day}
    return _g("The offer stays open until %(day)s.") % {"day": day}


def _stage(content: Content) -> str:
    if (content.get("from"), content.get("to")) == (Stage.IMPLEMENTED, Stage.AGREED):
        return _g("What was agreed is still to be carried out.")
    stage = _g("Now: %(stage)s.") % {"stage": STAGES.get(str(content.get("to")), "")}
    outcome = str(ENDED.get(str(content.get("outcome")), ""))
    return f"{stage} {outcome}" if outcome else stage


def _decision(author: str, content: Content) -> str:
    accepts = bool(content.get("accepts"))
    if content.get("about") == "appeal":
        return _g("After your appeal, the decision was changed.") if accepts else _g("After your appeal, it stands.")
    if author == Author.PERSON:
        return _g("You accepted the offer.") if accepts else _g("You refused the offer.")
    return _g("We agree to what you propose.") if accepts else _g("We do not agree to what you propose.")


def _referral(content: Content) -> str:
    words = {"body": str(content.get("body", ""))}
    if content.get("packet"):
        return _g("What you agreed to was sent to: %(body)s") % words
    return _g("We propose that another body deals with it: %(body)s") % words


def _safe(content: Content) -> str:
    return str(_SAFE.get(str(content.get("safe", "")), ""))


def _consent(content: Content) -> str:
    return str(_CONSENTS.get((str(content.get("about", "")), str(content.get("answer", ""))), ""))


#: Kinds whose sentence hangs on what the entry holds.
_BY_KIND: Final[dict[str, Callable[[Content], str]]] = {
    EntryKind.STAGE: _stage,
    EntryKind.SAFETY: _safe,
    EntryKind.CONSENT: _consent,
    EntryKind.REFERRAL: _referral,
}
_BY_EVENT: Final[dict[str, Callable[[str, Content], str]]] = {
    **dict.fromkeys(("reveal_asked", "reveal_share", "reveal_refused", "reveal_looked", "reveal_ended"), _reveal),
    **dict.fromkeys(("remedy_proven", "remedy_verified", "remedy_disputed"), _remedy),
    **dict.fromkeys(("offer_extended", "more_time_asked"), _time),
    "erased_soon": _erased_soon,
    "clock_paused": _paused,
    "referral_answered": _answered,
}
