"""What codes of a case are called on pages: rights, urgency, risk, events, pauses, links, referrals (GP 29, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from knowshow.remedy.models import EntryKind, RevealState
from knowshow.remedy.rules.triage import Risk, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.models import Reveal

#: The rights by which ways to remedy are sorted (remedy.md 2.7), and what else a case may be about.
RIGHTS: Final[dict[str, StrOrPromise]] = {
    "privacy": _("Privacy"),
    "expression": _("Freedom of expression"),
    "equality": _("Equality, no discrimination"),
    "labour": _("Rights at work"),
    "consumer": _("Rights of consumers"),
    "child": _("Rights of the child"),
    "access_to_internet": _("Access to the internet"),
    "other": _("Another right"),
}
URGENCY: Final[dict[str, StrOrPromise]] = {
    Urgency.NOW: _("Now"),
    Urgency.DAYS: _("Within days"),
    Urgency.NORMAL: _("In its turn"),
}
RISK: Final[dict[str, StrOrPromise]] = {
    Risk.UNKNOWN: _("Not known"),
    Risk.HIGH: _("High"),
    Risk.MEDIUM: _("Medium"),
    Risk.LOW: _("Low"),
}
PAUSES: Final[dict[str, StrOrPromise]] = {
    "waits_for_person": _("We wait for something from the person"),
    "asked_by_person": _("The person asked us to wait"),
    "other_body": _("We wait for another body"),
    "safety": _("For the person's safety"),
}
LINKS: Final[dict[str, StrOrPromise]] = {
    "duplicate": _("The same report twice"),
    "group": _("Of the same group"),
    "related": _("The same cause"),
}
CHECK_INS: Final[dict[str, StrOrPromise]] = {
    "none": _("No sign of retaliation"),
    "suspected": _("Suspected"),
    "reported": _("The person reports it"),
    "not_reached": _("The person could not be reached"),
}
OFFERS: Final[dict[str, StrOrPromise]] = {
    "open": _("Open"),
    "accepted": _("Accepted"),
    "refused": _("Refused"),
    "countered": _("Answered with a counter-proposal"),
    "withdrawn": _("Taken back"),
    "replaced": _("Replaced by a later one"),
}
FIELDS: Final[dict[str, StrOrPromise]] = {
    "summary": _("A summary of what happened"),
    "wishes": _("What the person wishes"),
    "language": _("Her language"),
    "right": _("The right concerned"),
    "received_on": _("The day on which the report came"),
    "stages": _("Stages and clocks so far"),
    "evidence_digests": _("Digests of the files, not the files"),
    "identity": _("Her name, sealed to the body by herself"),
    "contact": _("Her contact, sealed to the body by herself"),
}
REFUSALS: Final[dict[str, StrOrPromise]] = {
    "not_competent": _("Not competent"),
    "out_of_time": _("Too late"),
    "no_capacity": _("No capacity"),
    "not_admissible": _("Not admissible there"),
    "elsewhere": _("Pending elsewhere"),
    "other": _("Another reason"),
}
SAFE: Final[dict[str, StrOrPromise]] = {
    "yes": _("Yes"),
    "no": _("No"),
    "unsure": _("The person is not sure"),
    "": _("Not said"),
}
_EVENTS: Final[dict[str, StrOrPromise]] = {
    "joined": _("Somebody else can open the case now"),
    "left": _("Somebody cannot open the case any more"),
    "late": _("A clock has run out"),
    "recovery_used": _("The trustees' key opened the case"),
    "file_added": _("A file was added"),
    "file_as_it_is": _("The person gave a file as it is"),
    "file_taken_out": _("The person took a file out"),
    "clock_paused": _("Our clock stands still"),
    "clock_resumed": _("Our clock runs on"),
    "offer_extended": _("The offer stays open for longer"),
    "offer_withdrawn": _("The offer was taken back"),
    "identity_given": _("The person gave a name, sealed apart"),
    "contact_given": _("The person gave a contact, sealed apart"),
    "does_not_open": _("This does not open: it was changed"),
    "erasure_refused": _("Deletion was refused, for this reason"),
    "erased_soon": _("The case will be erased soon"),
    "hold_set": _("The case is kept for a legal reason"),
    "hold_lifted": _("The legal reason is over; the time of the case runs on"),
    "more_time_asked": _("The person asks for more time"),
    "erasure_asked": _("The person asks that everything be erased"),
    "retaliation_reported": _("The person reports retaliation"),
    "reveal_asked": _("Somebody asks to see what is sealed apart"),
    "reveal_share": _("A custodian gave a share"),
    "reveal_refused": _("A custodian refused"),
    "reveal_looked": _("Somebody looked at what was sealed apart"),
    "file_looked": _("Somebody opened the original of a file"),
    "reveal_ended": _("What was open is closed again"),
    "referral_answered": _("The other body answered"),
    "referral_unanswered": _("The other body gave no receipt in time"),
    "exported": _("The case was exported"),
    "concerns": _("The report concerns these seats: they get no key"),
    "linked": _("Linked with another case"),
    "match_agreed": _("This person and another who named the same both agree"),
    "remedy_proven": _("Shown to be carried out"),
    "remedy_verified": _("The person says that it was carried out"),
    "remedy_disputed": _("The person says that it was not carried out"),
}
_CONSENTS: Final[dict[tuple[str, str], StrOrPromise]] = {
    ("reveal", "yes"): _("The person agrees that it is seen"),
    ("reveal", "no"): _("The person does not agree that it is seen"),
    ("reveal", "back"): _("The person takes her consent back; it is sealed again"),
    ("referral", "yes"): _("The person agrees that it is passed on"),
    ("referral", "no"): _("The person does not agree that it is passed on"),
    ("matching", "yes"): _("The person agrees that the other person is told"),
    ("matching", "no"): _("The person does not agree that the other person is told"),
}


def heading_of(kind: str, content: Mapping[str, object]) -> StrOrPromise:
    """Say in a few words what an entry is; what it says stands below."""
    if event := str(content.get("event") or ""):
        return _EVENTS.get(event, EntryKind(kind).label)
    if kind == EntryKind.CONSENT:
        return _CONSENTS.get((str(content.get("about")), str(content.get("answer"))), EntryKind(kind).label)
    if kind == EntryKind.DECISION:
        return _decision(content)
    return EntryKind(kind).label


def state_words(reveal: Reveal) -> StrOrPromise:
    """Return how far a request to see a name has come, and who said no."""
    if reveal.state == RevealState.ASKED and reveal.custodian_refused_on:
        return _("A custodian refused; the person is still asked")
    return reveal.get_state_display()


def _decision(content: Mapping[str, object]) -> StrOrPromise:
    yes = bool(content.get("accepts"))
    if content.get("about") == "appeal":
        return _("The appeal changes the decision") if yes else _("The first decision stands")
    return _("The proposal is accepted") if yes else _("The proposal is refused")


#: What the acts on a case are called in its history.
ACTS: Final[dict[str, StrOrPromise]] = {
    "remedy.case.received": _("Report received"),
    "remedy.case.acknowledged": _("Acknowledged"),
    "remedy.case.admissible": _("Taken up"),
    "remedy.case.assessed": _("Assessed"),
    "remedy.case.dialogue": _("Dialogue opened"),
    "remedy.case.remedy_offered": _("Remedy offered"),
    "remedy.case.agreed": _("To be carried out, as agreed"),
    "remedy.case.implemented": _("Carried out"),
    "remedy.case.verified": _("Verified by the person"),
    "remedy.case.closed": _("Closed"),
    "remedy.case.appealed": _("Appealed"),
    "remedy.case.rated": _("Severity, urgency and risk rated"),
    "remedy.case.classified": _("Right, product and cause coded"),
    "remedy.case.clock_paused": _("Our clock stopped"),
    "remedy.case.clock_resumed": _("Our clock runs on"),
    "remedy.case.erasure_asked": _("The person asked for deletion"),
    "remedy.case.erasure_refused": _("Deletion refused"),
    "remedy.case.held": _("Kept for a legal reason"),
    "remedy.case.hold_lifted": _("Legal reason lifted"),
    "remedy.case.exported": _("Exported"),
    "remedy.case.given": _("Given to somebody"),
    "remedy.case.given_anew": _("Given anew to somebody with a new key"),
    "remedy.case.taken_back": _("Taken back from somebody"),
    "remedy.case.recovered": _("Opened with the trustees' key"),
    "remedy.case.linked": _("Linked with another case"),
    "remedy.case.unlinked": _("Link taken away"),
    "remedy.case.moved_to_ordinary": _("Moved to the ordinary reports"),
    "remedy.facts.from_person": _("The person added facts"),
    "remedy.part.given": _("The person gave or changed a name or a contact"),
    "remedy.safety.said": _("The person said whether it is safe to answer"),
    "remedy.message.from_person": _("The person wrote"),
    "remedy.message.answered": _("Answered"),
    "remedy.message.drafted": _("Answer shown to the interpreter"),
    "remedy.message.translated": _("Translated"),
    "remedy.message.advised": _("Advice given"),
    "remedy.material.shown": _("The other side's material shown"),
    "remedy.note.written": _("Note written"),
    "remedy.offer.made": _("Offer made"),
    "remedy.offer.extended": _("More time given"),
    "remedy.offer.withdrawn": _("Offer taken back"),
    "remedy.offer.countered": _("The person made a proposal"),
    "remedy.offer.accepted": _("Proposal accepted"),
    "remedy.offer.refused": _("Proposal refused"),
    "remedy.offer.more_time_asked": _("The person asked for more time"),
    "remedy.remedy.proven": _("Remedy shown to be carried out"),
    "remedy.remedy.verified": _("Remedy verified by the person"),
    "remedy.remedy.disputed": _("Remedy disputed by the person"),
    "remedy.match.answered": _("The person answered whether another may know"),
    "remedy.appeal.lodged": _("Appeal lodged"),
    "remedy.appeal.assigned": _("Appeal given to a reviewer"),
    "remedy.appeal.decided": _("Appeal decided"),
    "remedy.appeal.withdrawn": _("Appeal taken back"),
    "remedy.task.added": _("Task added"),
    "remedy.task.done": _("Task done"),
    "remedy.task.dropped": _("Task dropped"),
    "remedy.safety.planned": _("Safety plan made"),
    "remedy.safety.checked_in": _("Check-in written down"),
    "remedy.safety.retaliation_reported": _("The person reported retaliation"),
    "remedy.safety.retaliation_answered": _("Report of retaliation answered"),
    "remedy.reveal.asked": _("Asked to see what is sealed apart"),
    "remedy.reveal.consented": _("The person agreed to it"),
    "remedy.reveal.refused": _("The person did not agree to it"),
    "remedy.reveal.share_given": _("A custodian gave a share"),
    "remedy.reveal.share_refused": _("A custodian refused"),
    "remedy.reveal.looked": _("Looked at what is sealed apart"),
    "remedy.reveal.ended": _("Closed what was open"),
    "remedy.reveal.taken_back": _("The person took her consent back"),
    "remedy.referral.proposed": _("Referral proposed"),
    "remedy.referral.consented": _("The person agreed to the referral"),
    "remedy.referral.declined": _("The person declined the referral"),
    "remedy.referral.sent": _("Referral sent"),
    "remedy.referral.received": _("Referral received by the body"),
    "remedy.referral.accepted": _("Referral taken up by the body"),
    "remedy.referral.rereferred": _("Referral passed on by the body"),
    "remedy.referral.closed": _("Referral closed by the body"),
    "remedy.file_added": _("File added"),
    "remedy.file_looked": _("Original of a file opened"),
    "remedy.file_as_it_is": _("File given as it is"),
    "remedy.file_taken_out": _("File taken out"),
}
