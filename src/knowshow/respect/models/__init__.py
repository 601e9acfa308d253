"""What Pillar II stores: products, assessments, impacts on people, ratings, actions, approvals, results.

Every rule that the database can hold stands in a constraint; nothing is worked out in ``save``.
"""

from knowshow.respect.models.actions import Action
from knowshow.respect.models.approvals import Approval, Dismissal, Override, Version
from knowshow.respect.models.assessments import Assessment
from knowshow.respect.models.choices import (
    ActionKind,
    ActionState,
    AssessmentKind,
    AssessmentState,
    Basis,
    BusinessRisk,
    Conclusion,
    Confidence,
    Decision,
    Effect,
    FileFormat,
    FileState,
    ImpactState,
    Lifecycle,
    ReassessmentState,
    RelationshipKind,
    StatusWord,
    WithinTier,
)
from knowshow.respect.models.impacts import UNRATED, Impact
from knowshow.respect.models.products import Product, Relationship
from knowshow.respect.models.ratings import Disagreement, Evidence, Rating
from knowshow.respect.models.reassessments import Reassessment
from knowshow.respect.models.results import Figure, ReportFile

__all__ = [
    "UNRATED",
    "Action",
    "ActionKind",
    "ActionState",
    "Approval",
    "Assessment",
    "AssessmentKind",
    "AssessmentState",
    "Basis",
    "BusinessRisk",
    "Conclusion",
    "Confidence",
    "Decision",
    "Disagreement",
    "Dismissal",
    "Effect",
    "Evidence",
    "Figure",
    "FileFormat",
    "FileState",
    "Impact",
    "ImpactState",
    "Lifecycle",
    "Override",
    "Product",
    "Rating",
    "Reassessment",
    "ReassessmentState",
    "Relationship",
    "RelationshipKind",
    "ReportFile",
    "StatusWord",
    "Version",
    "WithinTier",
]
