"""The closed lists of Pillar II with the words people read; values are those of the assessment file."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lifecycle(TextChoices):
    """Where a product stands (A/HRC/50/56: early, and throughout design, development, deployment and use)."""

    DESIGN = "design", _("Design")
    DEVELOPMENT = "development", _("Development")
    DEPLOYMENT = "deployment", _("Deployment")
    USE = "use", _("Use")
    RETIREMENT = "retirement", _("Retirement")


class RelationshipKind(TextChoices):
    """What a business relationship is (GP 13)."""

    CUSTOMER = "customer", _("Customer")
    SUPPLIER = "supplier", _("Supplier")
    RESELLER = "reseller", _("Reseller")
    INVESTOR = "investor", _("Investor")
    STATE = "state", _("State")
    OTHER = "other", _("Other")


class AssessmentKind(TextChoices):
    """How deep an assessment goes."""

    SCREENING = "screening", _("Screening")
    DELTA = "delta", _("Change only")
    FULL = "full", _("Full")
    HEIGHTENED = "heightened", _("Heightened, conflict-affected")
    EXIT = "exit", _("Responsible exit")


class AssessmentState(TextChoices):
    """Where an assessment stands between writing and approval."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")


class WithinTier(TextChoices):
    """What sorts impacts inside a tier; the first keeps the proof of the order."""

    SEVERITY_FIRST = "severity_first", _("Severity first")
    LIKELIHOOD_FIRST = "likelihood_first", _("Likelihood first")


class ImpactState(TextChoices):
    """Whether people are harmed, or may be (commentary to GP 17)."""

    ACTUAL = "actual", _("Actual")
    POTENTIAL = "potential", _("Potential")


class StatusWord(TextChoices):
    """What is known about a claim: an allegation says that it is one."""

    ALLEGED = "alleged", _("Alleged")
    FOUND = "found", _("Found by an inquiry")
    RULED = "ruled", _("Ruled by a court")
    SETTLED = "settled", _("Settled")
    REPORTED = "reported", _("Reported in a publication")


class Effect(TextChoices):
    """What happens to the right."""

    LIMITED = "limited", _("Limited")
    PREVENTED = "prevented", _("Prevented")
    VIOLATED = "violated", _("Violated")


class Confidence(TextChoices):
    """How sure an assessor is."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Basis(TextChoices):
    """Before existing measures (which decides the order), or after them."""

    INHERENT = "inherent", _("Before measures")
    RESIDUAL = "residual", _("After measures")


class BusinessRisk(TextChoices):
    """Risk to the business: kept apart, never in the order."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Conclusion(TextChoices):
    """How the company is involved (GP 13, 19)."""

    CAUSE = "cause", _("Causes")
    CONTRIBUTE = "contribute", _("Contributes")
    LINKED = "linked", _("Directly linked")
    NONE = "none", _("Not involved")
    UNDETERMINED = "undetermined", _("Undetermined")


class ActionKind(TextChoices):
    """The hierarchy of action: the first that is possible is the one to take."""

    AVOID = "avoid", _("Avoid")
    REDESIGN = "redesign", _("Redesign")
    REDUCE = "reduce", _("Reduce")
    RESTRICT = "restrict", _("Restrict")
    WARN = "warn", _("Warn")
    COMPENSATE = "compensate", _("Compensate")


class ActionState(TextChoices):
    """How far an action is. Done says that it happened, effective that it helped (GP 20)."""

    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    EFFECTIVE = "effective", _("Effective")
    DROPPED = "dropped", _("Dropped")


class Decision(TextChoices):
    """What became of a request for approval; empty while it is open."""

    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class FileFormat(TextChoices):
    """The formats of a report."""

    HTML = "html", _("Web page")
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word")
    XLSX = "xlsx", _("Excel")


class FileState(TextChoices):
    """How far a report's file is."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class ReassessmentState(TextChoices):
    """What became of a wish to look again."""

    OPEN = "open", _("Asked")
    DONE = "done", _("Looked at again")
    DECLINED = "declined", _("Not needed")
