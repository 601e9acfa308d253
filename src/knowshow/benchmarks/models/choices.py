"""The closed lists of the pillar of rankings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MethodologyState(models.TextChoices):
    """Whether a methodology may still change."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Scheme(models.TextChoices):
    """Who gave a company an identifier."""

    LEI = "lei", _("LEI (legal entity identifier)")
    ISIN = "isin", _("ISIN (security)")
    FIGI = "figi", _("FIGI (security)")
    COMPANY_NUMBER = "company_number", _("Number in a company register")
    OPENCORPORATES = "opencorporates", _("OpenCorporates")
    WIKIDATA = "wikidata", _("Wikidata")
    WIKIRATE = "wikirate", _("WikiRate")
    OTHER = "other", _("Another")


class Step(models.TextChoices):
    """Where the research on one company stands, in this order."""

    IMPORT = "import", _("Import of the last edition")
    COLLECT = "collect", _("Data collection")
    REVIEW = "review", _("Review by a second person")
    RECONCILE = "reconcile", _("Reconciliation")
    COMPANY_FEEDBACK = "company_feedback", _("Company feedback")
    CROSS_REVIEW = "cross_review", _("Cross-company review")
    FINAL = "final", _("Final")


class EditionState(models.TextChoices):
    """Whether an edition is being researched, has been published, or was put away."""

    RESEARCH = "research", _("In research")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Same(models.TextChoices):
    """Whether the answer is that of the last edition; nothing where nobody has said so."""

    YES = "yes", _("Same as last year")
    NO = "no", _("Changed since last year")


class FeedbackState(models.TextChoices):
    """What became of a company's feedback."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not accepted")
    NOTED = "noted", _("Noted")


class PublicationState(models.TextChoices):
    """Whether a publication stands. A withdrawn one keeps its address, with the reason."""

    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ImportKind(models.TextChoices):
    """What is taken in."""

    FOLDER = "folder", _("Methodology, subjects and answers")
    ANSWERS = "answers", _("Answers of a methodology that is here")


class ImportState(models.TextChoices):
    """How far an import has come."""

    CHECKED = "checked", _("Checked, not begun")
    RUNNING = "running", _("Begun")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")


class QuestionnaireState(models.TextChoices):
    """Whether a questionnaire is still being answered."""

    OPEN = "open", _("Open")
    FINISHED = "finished", _("Finished")
