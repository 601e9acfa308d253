"""Join a file with what is stored, so that nothing already saved is lost. Pure: records in, records out.

What the file says counts where it says something; what it leaves out stays. Ratings are added as new versions
only where they differ. Nothing is ever removed by a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from knowshow.respect.rules.assessment import Action, Assessment, Evidence, Impact, Rating, Record

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

R = TypeVar("R", bound=Record)
H = TypeVar("H", bound="Hashable")


def merged(stored: Assessment, file: Assessment) -> Assessment:
    """Return what the assessment says once the file is taken in."""
    theirs = {impact.id: impact for impact in file.impacts}
    mine = {impact.id for impact in stored.impacts}
    kept = [_merged_impact(impact, theirs[impact.id]) if impact.id in theirs else impact for impact in stored.impacts]
    added = [impact for impact in file.impacts if impact.id not in mine]
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


def _merged_impact(stored: Impact, file: Impact) -> Impact:
    involvement = file.involvement if _says(file.involvement) else stored.involvement
    return _overlaid(
        stored,
        file,
        statement=_overlaid(stored.statement, file.statement),
        ratings=merged_ratings(stored.ratings, file.ratings),
        actions=_merged_actions(stored.actions, file.actions),
        involvement=involvement,
    )


def merged_ratings(stored: tuple[Rating, ...], file: tuple[Rating, ...]) -> tuple[Rating, ...]:
    """Keep the ratings that the file repeats or leaves out; put those it changes or adds at the end."""
    waiting = list(file)
    kept: list[Rating] = []
    newer: list[Rating] = []
    for rating in stored:
        match = _take(waiting, rating)
        if match is None:
            kept.append(rating)
        elif _same_judgement(rating, match):
            kept.append(replace(rating, evidence=_union(rating.evidence, match.evidence)))
        else:
            newer.append(match)
    return (*kept, *newer, *waiting)


def rating_key(rating: Rating) -> tuple[str, str, str]:
    """Return what makes two ratings versions of one judgement: the group, the basis, the assessor."""
    return rating.group, rating.basis, rating.by


def _take(waiting: list[Rating], rating: Rating) -> Rating | None:
    """Take the file's version of a rating: the same judgement if it is there, else the first of its key."""
    same = [one for one in waiting if rating_key(one) == rating_key(rating)]
    if not same:
        return None
    found = next((one for one in same if _same_judgement(rating, one)), same[0])
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
