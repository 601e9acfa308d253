"""The lists that the workbook offers: each choice shows its id and its name, and either is taken back.

A practitioner chooses "CHI – Children and adolescents"; the file means ``CHI``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final

from knowshow import canon
from knowshow.respect.rules import involvement, statement
from knowshow.respect.rules.severity import LEVELS

#: Stands between the id and the name of a choice.
BETWEEN: Final = " – "
_SEPARATORS: Final = (BETWEEN, " - ", " — ")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what is stored, its name, its meaning, and how it reads inside a sentence."""

    id: str
    name: str
    text: str = ""
    phrase: str = ""

    @property
    def label(self) -> str:
        """What the drop-down shows.

        >>> Choice("CHI", "Children and adolescents").label
        'CHI – Children and adolescents'
        """
        return f"{self.id}{BETWEEN}{self.name}" if self.name else self.id


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of choices. An open list suggests; a closed one is all there is."""

    id: str
    title: str
    what: str
    entries: tuple[Choice, ...]
    is_open: bool = False

    @property
    def range_name(self) -> str:
        """The name of its cells in the workbook."""
        return f"list_{self.id}"

    def label(self, key: str) -> str:
        """Return what is shown for an id; the id itself if the list does not hold it."""
        return _labels(self.id).get(key, key)

    def resolve(self, written: str) -> str | None:
        """Return the id that somebody wrote as id, as "id – name", or as name; none if nothing fits."""
        found = _meanings(self.id)
        for word in (written, *(written.split(sign, 1)[0] for sign in _SEPARATORS if sign in written)):
            key = found.get(word.strip().casefold())
            if key is not None:
                return key
        return None

    def nearest(self, written: str) -> str | None:
        """Return the label of the entry nearest to what was written, by id or by name."""
        words = _meanings(self.id)
        near = canon.nearest(written, list(words))
        return self.label(words[near]) if near else None


@cache
def _labels(name: str) -> dict[str, str]:
    return {choice.id: choice.label for choice in lists()[name].entries}


@cache
def _meanings(name: str) -> dict[str, str]:
    """Every way of writing an entry, in small letters; ids win over names."""
    entries = lists()[name].entries
    return {choice.name.casefold(): choice.id for choice in entries if choice.name} | {
        choice.id.casefold(): choice.id for choice in entries
    }


@cache
def lists() -> dict[str, Choices]:
    """Return every list by its id, in the order of the sheet Lists."""
    return {found.id: found for found in (*_canon_lists(), *_words(), *_long_lists())}


def _canon_lists() -> Iterable[Choices]:
    for name, title in (
        ("scale", "Scale: how grave is the harm for this group?"),
        ("scope", "Scope: how many people of this group are harmed?"),
        ("irremediability", "Irremediability: how hard is it to restore the people harmed?"),
        ("likelihood", "Likelihood: only the last tie-break of the order"),
    ):
        scale = canon.scales()[name]
        yield Choices(
            name, title, scale.rule, tuple(Choice(level.value, level.title, level.text) for level in scale.levels)
        )
    groups = (Choice(one.id, one.title, one.text, one.phrase) for one in canon.groups().values())
    yield Choices(
        "group", "Groups of people", "Who may be harmed. Heightened risk depends on the context.", tuple(groups)
    )
    rights = (Choice(one.id, one.title, one.text, one.phrase) for one in canon.rights().values())
    yield Choices("right", "Human rights", "Which right of theirs.", tuple(rights))
    technologies = (Choice(one.id, one.title, one.text) for one in canon.technologies().values())
    yield Choices("technology", "Technologies", "What kind of product it is.", tuple(technologies))


def _plain(name: str, title: str, what: str, *entries: tuple[str, str, str], is_open: bool = False) -> Choices:
    return Choices(name, title, what, tuple(Choice(*entry) for entry in entries), is_open)


def _words() -> Iterable[Choices]:
    yield from _words_of_impacts()
    yield from _words_of_assessments()
    yield from _words_of_actions()


def _words_of_impacts() -> Iterable[Choices]:
    yield _plain(
        "state",
        "State of an impact",
        "Has it happened, or may it happen?",
        ("actual", "People are harmed", "It has happened, or it is happening."),
        ("potential", "People may be harmed", "It has not happened yet."),
    )
    yield _plain(
        "effect",
        "Effect on the right",
        "What happens to the right.",
        ("limited", "Limited", "People can use the right, with restrictions."),
        ("prevented", "Prevented", "People cannot use the right."),
        ("violated", "Violated", "The right is broken."),
    )
    yield _plain(
        "status_word",
        "What is known of a claim",
        "An allegation says that it is one.",
        ("alleged", "Alleged", "Somebody claims it; no body has decided."),
        ("found", "Found by an inquiry", "An inquiry, a review or an authority came to this finding."),
        ("ruled", "Ruled by a court", "A court or an authority decided."),
        ("settled", "Settled", "The parties settled; nothing follows about who was right."),
        ("reported", "Reported in a publication", "A publication describes it."),
    )
    yield _plain("yes_no", "Yes or no", "", ("yes", "", ""), ("no", "", ""))
    yield _plain(
        "confidence",
        "Confidence",
        "How sure the assessor is.",
        ("high", "High", "Several independent sources agree."),
        ("medium", "Medium", "Some evidence, with gaps."),
        ("low", "Low", "Little evidence; look again soon."),
    )
    yield _plain(
        "basis",
        "Basis of a rating",
        "Before measures decides the order.",
        ("inherent", "Before measures", "As grave as it would be without the measures that exist."),
        ("residual", "After measures", "With the measures that exist. Needs evidence from the people affected."),
    )


def _words_of_assessments() -> Iterable[Choices]:
    yield _plain(
        "kind",
        "Kind of assessment",
        "How deep it goes.",
        ("screening", "Screening", "A first look."),
        ("delta", "Change only", "What a change to the product does."),
        ("full", "Full", "The whole product."),
        ("heightened", "Heightened, conflict-affected", "Deeper work where there is armed conflict or repression."),
        ("exit", "Responsible exit", "What leaving a place or a product does to people."),
    )
    yield _plain(
        "lifecycle",
        "Stage of the product",
        "",
        ("design", "Design", ""),
        ("development", "Development", ""),
        ("deployment", "Deployment", ""),
        ("use", "Use", ""),
        ("retirement", "Retirement", ""),
    )
    yield _plain(
        "within_tier",
        "Order inside a tier",
        "The first keeps the proof that no graver impact ranks lower.",
        ("severity_first", "Severity first", "Likelihood only breaks ties."),
        ("likelihood_first", "Likelihood first", "Inside a tier, the likelier comes first."),
    )
    yield _plain(
        "relationship",
        "Business relationships",
        "Suggestions; other words are taken too.",
        ("customer", "", ""),
        ("supplier", "", ""),
        ("reseller", "", ""),
        ("investor", "", ""),
        ("state", "", ""),
        ("other", "", ""),
        is_open=True,
    )
    yield _plain(
        "business_risk",
        "Risk to the business",
        "Kept apart, never in the order. Other words are taken too.",
        ("low", "", ""),
        ("medium", "", ""),
        ("high", "", ""),
        is_open=True,
    )


def _words_of_actions() -> Iterable[Choices]:
    yield _plain(
        "action_kind",
        "Kind of action",
        "The first that is possible is the one to take (GP 19).",
        ("avoid", "Avoid", "Do not do what harms."),
        ("redesign", "Redesign", "Change the product so that the harm cannot happen."),
        ("reduce", "Reduce", "Make it smaller or rarer."),
        ("restrict", "Restrict", "Limit who can use it, where, for what."),
        ("warn", "Warn", "Tell people, so that they can protect themselves."),
        ("compensate", "Compensate", "Make good what happened."),
    )
    yield _plain(
        "action_state",
        "State of an action",
        "Done says that it happened, effective that it helped (GP 20).",
        ("planned", "Planned", ""),
        ("in_progress", "In progress", ""),
        ("done", "Done", ""),
        ("effective", "Effective", ""),
        ("dropped", "Dropped", ""),
    )
    conclusions = (("cause", "Causes"), ("contribute", "Contributes"), ("linked", "Directly linked"))
    others = (("none", "Not involved"), ("undetermined", "Undetermined"))
    yield Choices(
        "conclusion",
        "Involvement of the company",
        "What a named person concludes (GP 13, 19).",
        tuple(Choice(key, name, involvement.CONSEQUENCES[key]) for key, name in (*conclusions, *others)),
    )
    yield _plain("answer", "Answers", "", ("yes", "", ""), ("no", "", ""), ("unknown", "", ""), is_open=True)
    factors = (Choice(key, name) for key, name in involvement.FACTORS.items())
    yield Choices("factor", "Factors of contribution", "Other words are taken too.", tuple(factors), is_open=True)
    duties = canon.duties()
    tiers = (
        Choice(str(tier), duties[f"tier-{tier}"].title, " ".join(duties[f"tier-{tier}"].duties)) for tier in LEVELS
    )
    yield Choices("tier", "Tiers", "What each asks of the company.", tuple(tiers))
    levers = (Choice(one.id, one.title, one.text) for one in canon.leverage().values())
    yield Choices("leverage", "Leverage", "How to change the conduct of those who do harm (GP 19).", tuple(levers))


def _long_lists() -> Iterable[Choices]:
    harms = (Choice(one.id, one.title) for one in canon.harms().values())
    yield Choices("harm", "Catalogue of typical harms", "Suggestions to think about, never findings.", tuple(harms))
    countries = sorted(statement.countries().items(), key=itemgetter(1))
    entries = tuple(Choice(code, name) for code, name in countries)
    yield Choices("country", "Countries and territories", "ISO 3166 codes; names from the Unicode CLDR.", entries)
