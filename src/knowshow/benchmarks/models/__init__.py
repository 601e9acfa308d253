"""What the pillar of rankings stores: methodologies, companies, editions, answers, publications, questionnaires.

Every rule that the database can hold stands in a constraint; nothing is worked out in ``save``.
"""

from knowshow.benchmarks.models.answers import Answer, AnswerSource
from knowshow.benchmarks.models.choices import (
    EditionState,
    FeedbackState,
    ImportKind,
    ImportState,
    MethodologyState,
    PublicationState,
    QuestionnaireState,
    Same,
    Scheme,
    Step,
)
from knowshow.benchmarks.models.companies import Company, CompanyContact, Identifier, Subject
from knowshow.benchmarks.models.editions import Edition, Entry
from knowshow.benchmarks.models.feedback import Feedback
from knowshow.benchmarks.models.figures import PublisherFigures
from knowshow.benchmarks.models.imports import ImportRun
from knowshow.benchmarks.models.methodologies import Methodology
from knowshow.benchmarks.models.publications import Publication, PublicationFigure, PublishedNode, PublishedScore
from knowshow.benchmarks.models.questionnaires import Questionnaire, QuestionnaireAnswer
from knowshow.benchmarks.models.sources import Source

__all__ = [
    "Answer",
    "AnswerSource",
    "Company",
    "CompanyContact",
    "Edition",
    "EditionState",
    "Entry",
    "Feedback",
    "FeedbackState",
    "Identifier",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Methodology",
    "MethodologyState",
    "Publication",
    "PublicationFigure",
    "PublicationState",
    "PublishedNode",
    "PublishedScore",
    "PublisherFigures",
    "Questionnaire",
    "QuestionnaireAnswer",
    "QuestionnaireState",
    "Same",
    "Scheme",
    "Source",
    "Step",
    "Subject",
]
