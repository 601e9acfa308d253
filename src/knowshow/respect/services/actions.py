"""Plan and follow what is done about an impact (GP 19, 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import msgspec
from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Action, ActionKind, ActionState
from knowshow.respect.services import _acts, approvals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Unpack

    from knowshow.foundation.models import User
    from knowshow.respect.models import Impact
    from knowshow.respect.rules import assessment as records


class ActionFields(TypedDict, total=False):
    """What can be said of an action."""

    title: str
    kind: str
    owner: User | None
    owner_name: str
    due_on: date | None
    state: str
    leverage: Sequence[str]
    indicator: str
    note: str
    source: records.Source | None


@transaction.atomic
def add_action(*, actor: User, impact: Impact, **fields: Unpack[ActionFields]) -> Action:
    """Plan an action; its title is needed."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    _acts.check_member(fields.get("owner"), impact.organisation, field="owner")
    facts = _checked(fields | {"title": fields.get("title", "")})
    _refuse_twice(impact, str(facts["title"]))
    action = Action.objects.create(impact=impact, organisation=impact.organisation, **facts)
    _finish(actor, action, "added")
    return action


@transaction.atomic
def change_action(*, actor: User, action: Action, revision: int, **changes: Unpack[ActionFields]) -> Action:
    """Change an action, if nobody else did since ``revision``."""
    _acts.require(actor, _acts.Permission.ASSESS, action.organisation)
    _acts.check_member(changes.get("owner"), action.organisation, field="owner", besides=action.owner)
    changed = _acts.save_changes(action, revision=revision, changes=_checked(changes))
    _finish(actor, action, "changed", changed)
    return action


@transaction.atomic
def remove_action(*, actor: User, action: Action, revision: int) -> Action:
    """Take an action off the plan; ``restore_action`` undoes it."""
    _acts.require(actor, _acts.Permission.ASSESS, action.organisation)
    _acts.save_changes(action, revision=revision, changes={"removed_at": timezone.now()})
    _finish(actor, action, "removed")
    return action


@transaction.atomic
def restore_action(*, actor: User, action: Action, revision: int) -> Action:
    """Put a removed action back on the plan."""
    _acts.require(actor, _acts.Permission.ASSESS, action.organisation)
    if action.slug and action.impact.actions.filter(slug=action.slug, removed_at__isnull=True).exists():
        raise ConflictError(f"The plan has another action “{action.slug}” by now.")
    _acts.save_changes(action, revision=revision, changes={"removed_at": None})
    _finish(actor, action, "restored")
    return action


def _refuse_twice(impact: Impact, title: str) -> None:
    """A form sent twice, by the back button say, plans nothing twice."""
    if impact.actions.filter(title__iexact=title, removed_at__isnull=True).exists():
        raise BadInputError(
            "The plan has an action of this title already.",
            place=Place(field="title"),
            remedy="Change that one, or say what this one does differently.",
        )


def _checked(fields: ActionFields) -> dict[str, object]:
    facts: dict[str, object] = {**fields}
    if "title" in fields:
        facts["title"] = _acts.check_words("title", fields["title"])
    if "leverage" in fields:
        _acts.check_ids("leverage action", fields["leverage"], field="leverage")
        facts["leverage"] = list(fields["leverage"])
    if "source" in fields:
        facts["source"] = msgspec.to_builtins(fields["source"])
    if fields.get("owner") is not None and not fields.get("owner_name"):
        facts["owner_name"] = _acts.name_of(fields["owner"])  # type: ignore[arg-type]  # not None here
    for field, known in (("state", ActionState.values), ("kind", ["", *ActionKind.values])):
        if field in facts and facts[field] not in known:
            raise BadInputError(
                f"{facts[field]!r} is not one of the choices.",
                place=Place(field=field),
                remedy=f"Choose: {', '.join(word for word in known if word)}.",
            )
    return facts


def _finish(actor: User, action: Action, what: str, changed: tuple[str, ...] = ()) -> None:
    approvals.content_changed(
        actor=actor, assessment=action.impact.assessment, what=f"{action.impact.slug}: action {what}"
    )
    _acts.note(
        actor=actor,
        action=f"respect.action.{what}",
        organisation=action.organisation,
        subject=action,
        changed=changed,
    )
