"""Join a file with what is stored, so that nothing already saved is lost. Pure: records in, records out.

What the file says counts where it says something; what it leaves out stays. Ratings are added as new versions
only where they differ. Nothing is ever removed by a file. A file does not speak for colleagues: their ratings stay
current beside those that it holds in their name, and nobody signs an override through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from knowshow.respect.rules.assessment import (
    Action,
    Assessment,
    Evidence,
    Impact,
    OtherMethod,
    Override,
    Rating,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable

R = TypeVar("R", bound=Record)
H = TypeVar("H", bound="Hashable")


def merged(stored: Assessment, file: Assessment, *, colleagues: Collection[str] = ()) -> Assessment:
    """Return what the assessment says once the file is taken in by somebody who has these colleagues."""
    theirs = {impact.id: impact for impact in file.impacts}
    mine = {impact.id for impact in stored.impacts}
    kept = [
        _merged_impact(impact, theirs[impact.id], colleagues) if impact.id in theirs else impact
        for impact in stored.impacts
    ]
    added = [unsigned(impact) for impact in file.impacts if impact.id not in mine]
    subject = _overlaid(
        stored.subject,
        file.subject,
        business_relationships=_union(stored.subject.business_relationships, file.subject.business_relationships),
    )
    return _overlaid(
        stored,
        file,
        subject=subject,
        sources=_union(stored.sources, file.sources),
        impacts=(*kept, *added),
    )


def unsigned(impact: Impact) -> Impact:
    """Return the impact with its override waiting for the second person, who signs here."""
    return replace(impact, override=replace(impact.override, approved_by="")) if impact.override else impact


def _merged_impact(stored: Impact, file: Impact, colleagues: Collection[str]) -> Impact:
    involvement = file.involvement if _says(file.involvement) else stored.involvement
    return _overlaid(
        stored,
        file,
        statement=_overlaid(stored.statement, file.statement),
        ratings=merged_ratings(stored.ratings, file.ratings, colleagues=colleagues),
        actions=_merged_actions(stored.actions, file.actions),
        involvement=involvement,
        override=_merged_override(stored.override, unsigned(file).override),
        other_methods=_merged_methods(stored.other_methods, file.other_methods),
    )


def _merged_methods(stored: tuple[OtherMethod, ...], file: tuple[OtherMethod, ...]) -> tuple[OtherMethod, ...]:
    """Let the file speak for the methods that it names; what others say stays."""
    named = {one.method for one in file}
    return (*(one for one in stored if one.method not in named), *file)


def _merged_override(stored: Override | None, file: Override | None) -> Override | None:
    """Keep the stored one where the file repeats or leaves it out; what was signed here stays signed."""
    if stored is not None and (file is None or replace(stored, approved_by="") == file):
        return stored
    return file


def merged_ratings(
    stored: tuple[Rating, ...], file: tuple[Rating, ...], *, colleagues: Collection[str] = ()
) -> tuple[Rating, ...]:
    """Keep the ratings that the file repeats or leaves out; put those it changes or adds at the end."""
    waiting = list(file)
    repeated = [_take(waiting, (one for one in waiting if _same_judgement(rating, one))) for rating in stored]
    kept: list[Rating] = []
    newer: list[Rating] = []
    for rating, same in zip(stored, repeated, strict=True):
        if same is not None:
            kept.append(replace(rating, evidence=_union(rating.evidence, same.evidence)))
            continue
        versions = () if rating.by in colleagues else (one for one in waiting if rating_key(one) == rating_key(rating))
        version = _take(waiting, versions)
        if version is None:
            kept.append(rating)
        else:
            newer.append(version)
    return (*kept, *newer, *waiting)


def rating_key(rating: Rating) -> tuple[str, str, str]:
    """Return what makes two ratings versions of one judgement: the group, the basis, the assessor."""
    return rating.group, rating.basis, rating.by


def _take(waiting: list[Rating], fitting: Iterable[Rating]) -> Rating | None:
    """Take the first that fits out of those that wait."""
    found = next(iter(fitting), None)
    if found is not None:
        waiting.remove(found)
    return found


def _same_judgement(stored: Rating, file: Rating) -> bool:
    """Whether the file adds nothing: equal but for evidence, day and scale version left out."""
    plain = replace(
        file,
        evidence=stored.evidence,
        on=file.on or stored.on,
        scale_version=file.scale_version or stored.scale_version,
    )
    return plain == stored


def _merged_actions(stored: tuple[Action, ...], file: tuple[Action, ...]) -> tuple[Action, ...]:
    waiting = list(file)
    kept = []
    for action in stored:
        match = next((one for one in waiting if same_action(action, one)), None)
        if match is None:
            kept.append(action)
        else:
            waiting.remove(match)
            kept.append(_overlaid(action, match))
    return (*kept, *waiting)


def same_action(stored: Action, file: Action) -> bool:
    """Whether two records are one action: by identifier where both have one, else by title."""
    if stored.id and file.id:
        return stored.id == file.id
    return stored.title == file.title


def _says(record: Record) -> bool:
    return record != type(record)()


def _overlaid(stored: R, file: R, **decided: Any) -> R:  # Any: the fields of any record
    """Return the stored record with every field that the file says something about."""
    defaults = {field.name: _default(field) for field in msgspec.structs.fields(type(stored))}
    said = {
        name: getattr(file, name)
        for name, default in defaults.items()
        if name not in decided and getattr(file, name) != default
    }
    return replace(stored, **said, **decided)


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _union(stored: tuple[H, ...], file: Iterable[H]) -> tuple[H, ...]:
    return (*stored, *(one for one in file if one not in stored))


def new_evidence(stored: Rating, wanted: Rating) -> tuple[Evidence, ...]:
    """Return the evidence that the wanted rating has and the stored one lacks."""
    return tuple(one for one in wanted.evidence if one not in stored.evidence)
