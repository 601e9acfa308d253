"""Closed lists that are stored: how a report came, who wrote it, what a seat may do (GP 29 to 31)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatRole(models.TextChoices):
    """What somebody does in a mechanism; one person may hold several seats."""

    INTAKE = "intake", _("Intake")
    HANDLER = "handler", _("Case handler")
    REVIEWER = "reviewer", _("Reviewer")
    CUSTODIAN = "custodian", _("Custodian of identities")
    INTERPRETER = "interpreter", _("Interpreter")
    ADVISER = "adviser", _("Independent adviser")
    ANALYST = "analyst", _("Analyst")
    OBSERVER = "observer", _("Outside observer")
    ADMINISTRATOR = "administrator", _("Administrator, without cases")


class Channel(models.TextChoices):
    """How a report reached us."""

    WEB = "web", _("This site")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    MEETING = "meeting", _("In a meeting")
    FIELD = "field", _("Written down in the field")


class Standing(models.TextChoices):
    """Who writes, as far as she said so."""

    UNKNOWN = "unknown", _("Not said")
    ANONYMOUS = "anonymous", _("The person, without a name")
    CONFIDENTIAL = "confidential", _("The person, name sealed apart")
    NAMED = "named", _("The person, by name")
    REPRESENTED = "represented", _("Somebody on her behalf")
    GROUP = "group", _("A group, through somebody with a mandate")


class Lane(models.TextChoices):
    """Where a report waits to be read. Nothing is refused; a flood waits apart (grievance.md 2.5)."""

    ORDINARY = "ordinary", _("Ordinary")
    SLOW = "slow", _("Slow lane")
    QUARANTINE = "quarantine", _("Set aside")


class Audience(models.TextChoices):
    """Who can read an entry: it decides under which key it is sealed."""

    BOTH = "both", _("Both sides")
    #: Under the same key, since the interpreter holds no other; the person's pages leave it out until it is sent.
    DRAFT = "draft", _("Not sent yet, with the interpreter")
    INTERNAL = "internal", _("Not shown to the person")


class Author(models.TextChoices):
    """Who wrote an entry."""

    PERSON = "person", _("The person")
    MEMBER = "member", _("Somebody of the mechanism")
    SYSTEM = "system", _("The system")


class EntryKind(models.TextChoices):
    """What an entry is."""

    REPORT = "report", _("Report")
    FACTS = "facts", _("Facts added")
    MESSAGE = "message", _("Message")
    NOTE = "note", _("Internal note")
    STAGE = "stage", _("Step of the case")
    CODING = "coding", _("Severity, urgency, risk")
    OFFER = "offer", _("Remedy offered")
    COUNTER = "counter", _("Counter-proposal")
    DECISION = "decision", _("Decision on an offer")
    APPEAL = "appeal", _("Appeal")
    SAFETY = "safety", _("Safety")
    CONSENT = "consent", _("Consent")
    REQUEST = "request", _("Request")
    PLAN = "plan", _("Safety plan")
    TRANSLATION = "translation", _("Translation")
    REFERRAL = "referral", _("Referral")
    SYSTEM = "system", _("From the system")
    SURVEY = "survey", _("Survey")
    MATERIAL = "material", _("Material of the other side")


class KeyScope(models.TextChoices):
    """What a sealed key opens."""

    CASE = "case", _("The case, with internal notes")
    SHARED = "shared", _("What the person sees")
    IDENTITY = "identity", _("The identity")
    CONTACT = "contact", _("The contact")


class RemedyKind(models.TextChoices):
    """Kinds of remedy (GP 25, commentary)."""

    APOLOGY = "apology", _("Apology")
    RESTITUTION = "restitution", _("Restitution")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    COMPENSATION = "compensation", _("Financial compensation")
    NON_FINANCIAL = "non_financial", _("Non-financial compensation")
    SANCTION = "sanction", _("Sanction")
    NON_REPETITION = "guarantee_of_non_repetition", _("Guarantee of non-repetition")


class RemedyState(models.TextChoices):
    """How far one remedy has come. Only the person verifies."""

    OFFERED = "offered", _("Offered")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Replaced by a later offer")
    AGREED = "agreed", _("Agreed")
    PROVEN = "proven", _("Carried out, with proof")
    VERIFIED = "verified", _("Verified by the person")
    DISPUTED = "disputed", _("The person says it was not carried out")


#: What was promised and is not shown to be carried out.
OWED: Final = (RemedyState.AGREED, RemedyState.DISPUTED)


class RevealState(models.TextChoices):
    """How far a request to see an identity or a contact has come."""

    ASKED = "asked", _("Asked")
    CONSENTED = "consented", _("The person agreed")
    REFUSED = "refused", _("The person refused")
    OPEN = "open", _("Open")
    ENDED = "ended", _("Ended")


class TaskState(models.TextChoices):
    """Whether something was done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("Open")
    UPHELD = "upheld", _("The first decision stands")
    CHANGED = "changed", _("The first decision was changed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class ReferralState(models.TextChoices):
    """Receipts of a referral (remedy.md 2.6)."""

    PROPOSED = "proposed", _("Proposed to the person")
    CONSENTED = "consented", _("The person agreed")
    DECLINED = "declined", _("The person declined")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    REREFERRED = "rereferred", _("Referred onward")
    CLOSED = "closed", _("Closed")


class MatchState(models.TextChoices):
    """Two people named the same; each says alone whether the other may know."""

    FOUND = "found", _("Found")
    BOTH_AGREE = "both_agree", _("Both agree")
    DECLINED = "declined", _("One of them declined")
