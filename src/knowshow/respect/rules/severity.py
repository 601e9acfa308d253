"""Severity of an adverse impact: scale, scope, irremediability, and the tier they make (GP 14, 24).

Severity is judged per affected group. Any criterion can raise the tier, none can lower it, and likelihood
has no part in it (commentary to GP 14; OHCHR Interpretive Guide 2012, question 36 ff.).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Protocol

from msgspec import Struct

#: The version of the rule printed in every report; raised when the order changes.
RULE_VERSION: Final = "salience 1"

LEVELS: Final = (1, 2, 3, 4)
GRAVEST: Final = 4


class Likelihood(StrEnum):
    """How likely the harm is. Only the last tie-break of the order, never part of severity."""

    ACTUAL = "actual"
    EXPECTED = "expected"
    FORESEEABLE = "foreseeable"
    PLAUSIBLE = "plausible"
    REMOTE = "remote"
    UNKNOWN = "unknown"


#: Place in the order: unknown counts as actual until it is known, so that not knowing never pays.
LIKELIHOOD_PLACE: Final[dict[str, int]] = {
    Likelihood.ACTUAL: 0,
    Likelihood.UNKNOWN: 0,
    Likelihood.EXPECTED: 1,
    Likelihood.FORESEEABLE: 2,
    Likelihood.PLAUSIBLE: 3,
    Likelihood.REMOTE: 4,
}


class Rated(Protocol):
    """One rating of one group: whatever has the four values."""

    @property
    def scale(self) -> int: ...
    @property
    def scope(self) -> int: ...
    @property
    def irremediability(self) -> int: ...
    @property
    def likelihood(self) -> str: ...


class Severity(Struct, frozen=True):
    """The three criteria, each from 1 to 4. They are never summed and never averaged."""

    scale: int
    scope: int
    irremediability: int

    @property
    def tier(self) -> int:
        """The tier, 1 to 4."""
        return tier(self.scale, self.scope, self.irremediability)

    def dominates(self, other: Severity) -> bool:
        """At least as grave on every criterion, and graver on one.

        >>> Severity(4, 1, 4).dominates(Severity(3, 1, 4)), Severity(4, 1, 4).dominates(Severity(1, 4, 1))
        (True, False)
        """
        mine = (self.scale, self.scope, self.irremediability)
        theirs = (other.scale, other.scope, other.irremediability)
        return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))


def severity_of(rating: Rated) -> Severity:
    """Take the three criteria from a rating."""
    return Severity(rating.scale, rating.scope, rating.irremediability)


def tier(scale: int, scope: int, irremediability: int) -> int:
    """Return the tier: ``min(4, scale + [scope = 4] + [irremediability = 4])``.

    >>> tier(4, 4, 4), tier(3, 1, 3), tier(2, 4, 4), tier(1, 4, 1)
    (4, 3, 4, 2)
    """
    return min(GRAVEST, scale + (scope == GRAVEST) + (irremediability == GRAVEST))


def tier_reason(severity: Severity) -> str:
    """Say in words how the tier came about.

    >>> tier_reason(Severity(3, 3, 4))
    'Tier 4: scale 3, raised by 1 because the harm cannot be restored (irremediability 4).'
    """
    raised = []
    if severity.scope == GRAVEST:
        raised.append("so many people are harmed (scope 4)")
    if severity.irremediability == GRAVEST:
        raised.append("the harm cannot be restored (irremediability 4)")
    steps = severity.tier - severity.scale
    if steps:
        return f"Tier {severity.tier}: scale {severity.scale}, raised by {steps} because {' and '.join(raised)}."
    if raised:
        return f"Tier {severity.tier}: scale 4 is the gravest by itself; also, {' and '.join(raised)}."
    return f"Tier {severity.tier}: the tier of its scale; neither scope nor irremediability is 4."
