"""What criteria, indicators, outcomes and remedies are called on pages, public ones too (GP 25, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from knowshow.remedy.models import RemedyKind
from knowshow.remedy.rules.causes import Cause
from knowshow.remedy.rules.gp31 import Criterion, Met
from knowshow.remedy.rules.questions import Told
from knowshow.remedy.rules.stages import Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

#: Under which name an answer stands that no question of the set asked for.
NEEDS: Final = "needs"

STAGES: Final[dict[str, StrOrPromise]] = {
    Stage.RECEIVED: _("Received"),
    Stage.ACKNOWLEDGED: _("Acknowledged"),
    Stage.ADMISSIBLE: _("Taken up"),
    Stage.ASSESSED: _("Assessed"),
    Stage.DIALOGUE: _("In dialogue"),
    Stage.REMEDY_OFFERED: _("Remedy offered"),
    Stage.AGREED: _("Agreed"),
    Stage.IMPLEMENTED: _("Carried out"),
    Stage.VERIFIED: _("Verified"),
    Stage.CLOSED: _("Closed"),
    Stage.APPEALED: _("Appealed"),
}
OUTCOMES: Final[dict[str, StrOrPromise]] = {
    Outcome.REMEDIED: _("Remedied, as the person confirmed"),
    Outcome.PARTLY_REMEDIED: _("Remedied in part"),
    Outcome.NOT_ADMISSIBLE: _("Could not be dealt with here"),
    Outcome.NOT_UPHELD: _("Not upheld"),
    Outcome.WITHDRAWN: _("Withdrawn by the person"),
    Outcome.REFERRED: _("Went to another body"),
    Outcome.NO_CONTACT: _("The person could not be reached"),
    Outcome.DUPLICATE: _("The same as another case"),
}
REMEDIES: Final[dict[str, StrOrPromise]] = {
    RemedyKind.APOLOGY: _("Apology"),
    RemedyKind.RESTITUTION: _("Restitution"),
    RemedyKind.REHABILITATION: _("Rehabilitation"),
    RemedyKind.COMPENSATION: _("Financial compensation"),
    RemedyKind.NON_FINANCIAL: _("Non-financial compensation"),
    RemedyKind.SANCTION: _("Sanction"),
    RemedyKind.NON_REPETITION: _("Guarantee of non-repetition"),
}
CRITERIA: Final[dict[str, StrOrPromise]] = {
    Criterion.LEGITIMATE: _("Legitimate"),
    Criterion.ACCESSIBLE: _("Accessible"),
    Criterion.PREDICTABLE: _("Predictable"),
    Criterion.EQUITABLE: _("Equitable"),
    Criterion.TRANSPARENT: _("Transparent"),
    Criterion.RIGHTS_COMPATIBLE: _("Rights-compatible"),
    Criterion.CONTINUOUS_LEARNING: _("A source of continuous learning"),
    Criterion.ENGAGEMENT_AND_DIALOGUE: _("Based on engagement and dialogue"),
}
MET: Final[dict[str, StrOrPromise]] = {
    Met.YES: _("Targets met"),
    Met.NO: _("A target is missed"),
    Met.UNKNOWN: _("Not known"),
    Met.NO_TARGET: _("No target"),
}
INDICATORS: Final[dict[str, StrOrPromise]] = {
    "decided_outside": _("Decided by somebody outside the unit complained of"),
    "conflicts_declared": _("Team members who declared conflicts of interest"),
    "withdrawn_after_contact": _("Withdrawn after the first contact"),
    "trust_of_users": _("People who used it and trust it"),
    "trust_of_non_users": _("People who did not use it and trust it"),
    "independent_seats": _("Seats held by people from outside"),
    "awareness": _("People of affected groups who know of it"),
    "language_ratio": _("Cases in a language, against people who speak it"),
    "unfinished_forms": _("Forms begun and not sent"),
    "anonymous_or_represented": _("Without a name, or through somebody else"),
    "wcag_failures": _("Barriers found on the pages (WCAG 2.2 AA)"),
    "cost_to_person": _("Cases that cost the person money"),
    "retaliation_reports": _("Reports of retaliation, per case"),
    "retaliation_response": _("Longest wait for an answer to retaliation, in working days"),
    "acknowledged_in_time": _("Acknowledged within five working days"),
    "stages_in_time": _("Our steps done in time"),
    "median_days": _("Days to the end, half of the cases"),
    "p90_days": _("Days to the end, nine of ten cases"),
    "next_step_named": _("Open cases with a named next step"),
    "outcome_explained": _("Outcome explained to the person"),
    "implemented_on_time": _("Remedies carried out in time"),
    "saw_material": _("Saw the other side's material before the decision"),
    "help_offered": _("Offered an adviser or interpreter"),
    "help_used": _("Used an adviser or interpreter"),
    "appeal_used": _("Decisions that were appealed"),
    "appeal_overturned": _("Appeals that changed the decision"),
    "outcome_gap": _("Remedied: people with help, less people alone"),
    "information_answered": _("Requests for information answered"),
    "status_visible": _("The person can see where her case stands"),
    "statistics_on_time": _("Quarterly figures published in time"),
    "counts_published": _("Counts by issue, outcome and remedy are published"),
    "reasons_published": _("Outcomes published with reasons, without names"),
    "told_of_delays": _("Told of delays"),
    "remedies_matched": _("Offers held against the right that was harmed"),
    "waivers": _("Cases in which she was asked to give up other ways"),
    "checked_by_reviewer": _("Outcomes checked by a reviewer of rights"),
    "severe_escalated": _("Severe cases brought to those who can act within 48 hours"),
    "court_route_stated": _("Told of the way to court at the end"),
    "remedies_verified": _("Remedies that the person verified"),
    "root_cause_coded": _("Closed cases with a root cause"),
    "actions_on_time": _("Actions against causes done in time"),
    "repeat_rate": _("Cases of the same cause after the action, less before"),
    "linked_to_register": _("Linked to the product's due diligence"),
    "policy_changes": _("Changes of policy"),
    "groups_consulted": _("Groups consulted on the design in twelve months"),
    "suggestions_answered": _("Suggestions answered"),
    "mediated": _("Dialogues with a mediator"),
    "satisfied_with_process": _("Think that the process was fair"),
    "satisfied_with_outcome": _("Think that the outcome puts it right"),
    "fatigue": _("Contacts per group consulted"),
}
CAUSES: Final[dict[str, StrOrPromise]] = {
    Cause.DESIGN: _("How the product is designed"),
    Cause.DATA: _("Wrong or biased data"),
    Cause.AUTOMATED_DECISION: _("A decision made by a program"),
    Cause.NO_HUMAN_REVIEW: _("No person looked at it"),
    Cause.RULES: _("The company's own rules"),
    Cause.RULES_NOT_FOLLOWED: _("Rules that were not followed"),
    Cause.LANGUAGE_OR_CULTURE: _("Language or culture not understood"),
    Cause.BUSINESS_MODEL: _("How the company earns its money"),
    Cause.MISUSE_BY_OTHERS: _("Misuse by others"),
    Cause.STATE_DEMAND: _("A demand of a State"),
    Cause.PARTNER: _("A supplier, customer or other partner"),
    Cause.SECURITY: _("A gap in security"),
    Cause.WORKING_CONDITIONS: _("Working conditions"),
    Cause.NO_WAY_TO_COMPLAIN: _("No way to complain"),
    Cause.OTHER: _("Something else"),
    Cause.UNKNOWN: _("Not known"),
}


def language_name(code: str) -> str:
    """Return what a language is called; of one that nobody here knows, its code.

    >>> str(language_name("ar")), language_name("xx-unknown")
    ('Arabic', 'xx-unknown')
    """
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def told_needs(answers: Mapping[str, object] | None) -> tuple[Told, ...]:
    """Return what would help her, which is asked beside those question sets that do not ask it themselves."""
    needs = str((answers or {}).get(NEEDS) or "")
    if not needs:
        return ()
    words = _g("What would help you?")
    return (Told(NEEDS, words, (needs,), words, (needs,)),)
