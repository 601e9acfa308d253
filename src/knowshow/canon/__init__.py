"""What the standards say, as data: principles, rights, groups, technologies, harms, scales (GP 12).

Each function returns one collection as a read-only mapping from id to record, read when it is first asked
for: importing this module reads nothing. Changing a published record's meaning means a new record, so that
a stored identifier together with ``release`` always says the same.

>>> from knowshow import canon
>>> canon.rights()["privacy"].phrase
'their right to privacy'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowshow.canon import records
    from knowshow.canon.naming import Named

#: The release of the canon's content, a date: stored beside identifiers and printed in every report.
release: Final = "2026-11-24"

Vocabulary = Literal["mechanisms", "measures"]

__all__ = [
    "Vocabulary",
    "business_model",
    "collection",
    "collections",
    "duties",
    "frameworks",
    "gates",
    "groups",
    "harms",
    "instruments",
    "leverage",
    "nearest",
    "outputs",
    "policy_checks",
    "principles",
    "release",
    "rights",
    "scales",
    "technologies",
    "triggers",
    "vocabulary",
]


def _load(name: str) -> Mapping[str, Any]:  # Any: each function below names the type of its own collection
    from knowshow.canon import loading

    return loading.load(name)


def collections() -> tuple[str, ...]:
    """Name every collection, vocabularies included."""
    from knowshow.canon import loading

    return tuple(loading.COLLECTIONS)


def collection(name: str) -> Mapping[str, records.Record]:
    """Return the collection of that name; ``UnknownIdError`` names the nearest if there is none."""
    if name not in collections():
        from knowshow.errors import UnknownIdError

        near = nearest(name, collections())
        remedy = f"Did you mean {near!r}?" if near else f"There are: {', '.join(collections())}."
        raise UnknownIdError(f"The canon has no collection {name!r}.", remedy=remedy)
    loaded: Mapping[str, records.Record] = _load(name)
    return loaded


def principles() -> Mapping[str, records.Principle]:
    """Return the 31 Guiding Principles, ``ungp:1`` to ``ungp:31``, in our own words."""
    return _load("principles")


def instruments() -> Mapping[str, records.Instrument]:
    """Return the treaties, declarations and resolutions that rights rest on."""
    return _load("instruments")


def rights() -> Mapping[str, records.Right]:
    """Return the 57 rights."""
    return _load("rights")


def groups() -> Mapping[str, records.Group]:
    """Return the 24 groups of people."""
    return _load("groups")


def technologies() -> Mapping[str, records.Technology]:
    """Return the 31 kinds of technology."""
    return _load("technologies")


def harms() -> Mapping[str, records.Harm]:
    """Return the catalogue of 102 typical harms: suggestions, never findings."""
    return _load("harms")


def scales() -> Mapping[str, records.Scale]:
    """Return ``scale``, ``scope``, ``irremediability`` and ``likelihood`` with the text of each level."""
    return _load("scales")


def duties() -> Mapping[str, records.Duty]:
    """Return what each tier asks of a company, ``tier-1`` to ``tier-4``."""
    return _load("duties")


def triggers() -> Mapping[str, records.Trigger]:
    """Return the events after which an assessment is looked at again (GP 18)."""
    return _load("triggers")


def gates() -> Mapping[str, records.Gate]:
    """Return the gates of a product's life, ``G0`` to ``G7``."""
    return _load("gates")


def leverage() -> Mapping[str, records.Leverage]:
    """Return the actions that build or use leverage (GP 19)."""
    return _load("leverage")


def frameworks() -> Mapping[str, records.Framework]:
    """Return the laws and frameworks of the crosswalk, each with its edition."""
    return _load("frameworks")


def outputs() -> Mapping[str, records.Output]:
    """Return the outputs of due diligence with the clauses that ask for them."""
    return _load("outputs")


def business_model() -> Mapping[str, records.BusinessModelFlag]:
    """Return the questions about business models."""
    return _load("business_model")


def policy_checks() -> Mapping[str, records.PolicyCheck]:
    """Return the questions about a policy commitment (GP 16)."""
    return _load("policy_checks")


def vocabulary(name: Vocabulary) -> Mapping[str, records.VocabularyWord]:
    """Return the words of ``mechanisms`` or ``measures``, each with its rights or the reason for none."""
    return _load(f"vocabulary/{name}")


def nearest(word: str, candidates: Iterable[str] | Mapping[str, Named]) -> str | None:
    """Return the candidate nearest to a word; a mapping of records is searched by id and by name."""
    from knowshow.canon import naming

    return naming.nearest(word, candidates)
