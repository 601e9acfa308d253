"""How the company is involved in an impact: cause, contribution, direct linkage (GP 13, 19, 22).

The answers lead to a proposal; a named person concludes. The seven questions follow BSR's, built on an Australian
National Contact Point case; the weights of contribution follow the OECD Due Diligence Guidance of 2018, Annex Q29.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Conclusion = Literal["cause", "contribute", "linked", "none", "undetermined"]


@dataclass(frozen=True, slots=True)
class Question:
    """One guided question: its identifier in files, its words, and what a "yes" speaks for."""

    id: str
    text: str
    hint: str


QUESTIONS: Final = (
    Question(
        "alone",
        "Did the company's own act or omission alone suffice to bring the harm about?",
        "If no one else had to act for the harm to happen, this speaks for cause.",
    ),
    Question(
        "enabled",
        "Did it facilitate, enable or incentivise another to cause the harm?",
        "Defaults, ranking, targeting, customisation, price or speed can do so.",
    ),
    Question(
        "could_know",
        "Could it have known of the harm, or of the risk of it?",
        "Warnings, earlier cases, research, its own data.",
    ),
    Question(
        "specific",
        "Is the link between the product and the harm specific?",
        "A general-purpose service that anyone might have used is less specific than a tailored one.",
    ),
    Question(
        "steps",
        "Did it take steps that were likely to prevent the harm?",
        "A yes speaks against contribution, if the steps could be expected to work.",
    ),
    Question(
        "benefit", "Did it benefit directly from the harm?", "Revenue, growth or data from the harmful use itself."
    ),
    Question(
        "rights_holders",
        "Do the people affected, or those who speak for them, say that it was involved?",
        "Write what they say; their view is part of the finding.",
    ),
)

#: Facts about technology that make a contribution more likely (domain document respect, section 4.4).
FACTORS: Final[Mapping[str, str]] = {
    "default_settings": "default settings",
    "ranking": "ranking or recommendation",
    "targeting": "targeting tools",
    "customisation": "customisation for the one who did harm",
    "marketing": "marketing for the harmful use",
    "ignored_warnings": "warnings that were ignored",
    "language_gap": "missing language capacity",
    "safety_cuts": "safety staff removed",
    "revenue": "revenue tied to the harmful use",
    "support": "support or updates during misuse",
    "no_logging": "logging refused",
}

#: What each conclusion calls for (GP 19 and 22 with their commentaries).
CONSEQUENCES: Final[Mapping[str, str]] = {
    "cause": "Stop it, prevent it, and provide remedy.",
    "contribute": "Stop the company's own part, use leverage on the rest, and take part in remedy.",
    "linked": "Use leverage, or build it; consider ending the relationship. Remedy is not owed, and may be given.",
    "none": "No involvement was found. Keep the reasons, and look again when facts change.",
    "undetermined": "Not decided yet. Name who decides, and by when.",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the answers point to, with the reasons. A named person decides."""

    conclusion: Conclusion
    reasons: tuple[str, ...]


def propose(answers: Mapping[str, str], factors: tuple[str, ...] = ()) -> Proposal:
    """Propose a conclusion from answers of ``yes``, ``no`` or ``unknown``; other words count as unknown.

    >>> propose({"alone": "yes"}).conclusion
    'cause'
    >>> propose({"alone": "no", "enabled": "yes", "could_know": "yes", "steps": "no"}).conclusion
    'contribute'
    >>> propose({}).conclusion
    'undetermined'
    """
    said = {key: value.strip().lower() for key, value in answers.items()}
    if said.get("alone") == "yes":
        return Proposal("cause", ("its own act or omission alone sufficed",))
    if said.get("enabled") == "yes":
        return _contribution_or_link(said, factors)
    if said.get("alone") == "no" and said.get("enabled") == "no":
        return _link_or_none(said)
    return Proposal("undetermined", ("the first two questions have no clear answer yet",))


def _contribution_or_link(said: Mapping[str, str], factors: tuple[str, ...]) -> Proposal:
    weights = [text for key, wanted, text in _WEIGHTS if said.get(key) == wanted]
    weights += [FACTORS.get(factor, factor) for factor in factors]
    if weights:
        return Proposal("contribute", ("it facilitated, enabled or incentivised the harm", *weights))
    if said.get("could_know") == "no" and said.get("steps") == "yes":
        return Proposal("linked", ("it could not have known, and took steps that were likely to prevent the harm",))
    return Proposal("undetermined", ("it enabled the harm; how substantially is not answered yet",))


_WEIGHTS: Final = (
    ("could_know", "yes", "it could have known"),
    ("specific", "yes", "the link is specific"),
    ("steps", "no", "it took no step that was likely to prevent the harm"),
    ("benefit", "yes", "it benefited directly"),
)


def _link_or_none(said: Mapping[str, str]) -> Proposal:
    if said.get("specific") == "yes" or said.get("rights_holders") == "yes":
        return Proposal("linked", ("others caused the harm, and the product or a relationship links to it",))
    if said.get("specific") == "no":
        return Proposal("none", ("it neither caused nor enabled the harm, and no specific link was found",))
    return Proposal("undetermined", ("whether the product links to the harm is not answered yet",))
