"""Root causes of what people complain of, as codes: what a company has to change, not who is to blame (GP 31 g)."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why it happened, as far as the case shows."""

    DESIGN = "design"
    DATA = "data"
    AUTOMATED_DECISION = "automated_decision"
    NO_HUMAN_REVIEW = "no_human_review"
    RULES = "rules"
    RULES_NOT_FOLLOWED = "rules_not_followed"
    LANGUAGE_OR_CULTURE = "language_or_culture"
    BUSINESS_MODEL = "business_model"
    MISUSE_BY_OTHERS = "misuse_by_others"
    STATE_DEMAND = "state_demand"
    PARTNER = "partner"
    SECURITY = "security"
    WORKING_CONDITIONS = "working_conditions"
    NO_WAY_TO_COMPLAIN = "no_way_to_complain"
    OTHER = "other"
    UNKNOWN = "unknown"
