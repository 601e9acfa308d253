"""What the figures of rankings draw: plain records of scores and answers, which know neither storage nor scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

#: So many parts of a total can be told apart by shape.
PARTS_AT_MOST: Final = 6
#: So many labels of answers can be told apart by pattern.
LABELS_AT_MOST: Final = 8


class Absence(StrEnum):
    """Why there is no score. Neither is a zero, and the two are never drawn alike."""

    NOT_APPLICABLE = "not applicable"
    NOT_RESEARCHED = "not researched"


Score = float | Absence


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure measures, and how its numbers are said."""

    #: The line under the caption: what is measured, of what.
    what: str
    unit: str = "per cent"
    #: The highest score that is possible; none where points have no end.
    top: float | None = 100
    #: Decimals of printed numbers. The table has one more.
    decimals: int = 0

    def rounded(self, value: float) -> Decimal:
        """Round half up, as the public expects.

        >>> Measure("Scores").rounded(26.5), Measure("Scores", decimals=1).rounded(6.704545)
        (Decimal('27'), Decimal('6.7'))
        """
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def exact(self, value: float) -> float:
        """Round for the table: one decimal more than is printed."""
        return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-self.decimals - 1), ROUND_HALF_UP))

    def said(self, value: float) -> str:
        """Print a number with a true minus sign, and never a small score as zero or a shortfall as the whole.

        >>> score = Measure("Scores")
        >>> score.said(56.04), score.said(0.2), score.said(0), score.said(99.7), score.said(-3)
        ('56', '<1', '0', '>99', '−3')
        """
        printed = self.rounded(value)
        step = Decimal(1).scaleb(-self.decimals)
        if value > 0 and printed == 0:
            return f"<{step}"
        if self.top is not None and value < self.top and printed == Decimal(str(self.top)):
            return f">{printed - step}"
        return f"{printed:,}".replace("-", "−")

    def with_unit(self, value: float) -> str:
        """Print a number with its unit.

        >>> Measure("Scores").with_unit(56.04), Measure("Scores", unit="").with_unit(56.04)
        ('56 per cent', '56')
        """
        return f"{self.said(value)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class RankedCompany:
    """A company's place, its total in full and as published, and the parts of it; no part stands for not applicable."""

    label: str
    rank: int | None
    total: float | None
    #: The total as the ranking publishes it.
    rounded: float | Decimal | None
    parts: Mapping[str, float | None] = field(default_factory=dict)
    #: Why there is no total, where there is none.
    absent: Absence = Absence.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An indicator, or a family of them, with each company's score; a company that is missing is not researched."""

    code: str
    title: str
    scores: Mapping[str, Score]
    #: The category under which it stands.
    group: str = ""

    def score_of(self, company: str) -> Score:
        """Return a company's score, or why there is none."""
        return self.scores.get(company, Absence.NOT_RESEARCHED)


@dataclass(frozen=True, slots=True)
class Change:
    """A company in two editions of a ranking; none where the edition does not hold it."""

    label: str
    before: float | None
    after: float | None


class AnswerKind(StrEnum):
    """What a label of an answer tells. A company that says no has answered; one that is silent has not."""

    GIVEN = "given"
    NOT_FOUND = "not found"
    NOT_APPLICABLE = "not applicable"
    NOT_RESEARCHED = "not researched"


@dataclass(frozen=True, slots=True)
class AnswerLabel:
    """A label of the answer scale. Labels come in the order of the scale, from most to least."""

    text: str
    kind: AnswerKind = AnswerKind.GIVEN


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """How often each label was given in a category, by a kind of company or by one company."""

    category: str
    counts: Mapping[str, int]
    variant: str = ""

    @property
    def total(self) -> int:
        """All answers counted."""
        return sum(self.counts.values())

    def share(self, label: str) -> float:
        """Return the share of a label, per cent of all; nothing of nothing is none."""
        return 100 * self.counts.get(label, 0) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ServiceScores:
    """A service of a company: its score in each category, and in total where the ranking gives one."""

    service: str
    scores: Mapping[str, Score]
    kind: str = ""
    total: float | None = None
