"""Keys of members that stay the ones in use until an act is committed: nothing is sealed to a key just replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from knowshow.remedy.models import MemberKey

if TYPE_CHECKING:
    from collections.abc import Collection

#: Shared, so that reports which arrive together do not wait for each other; whoever makes a key anew waits for them.
#: Django has no word for this lock. Everybody takes the rows in the same order.
_SHARE = "SELECT id FROM remedy_memberkey WHERE retired_on IS NULL AND user_id = ANY(%s) ORDER BY user_id FOR SHARE"


def in_use(users: Collection[int]) -> dict[int, MemberKey]:
    """Return the keys in use of members, by user, to look at: by the next moment one may be replaced."""
    keys = MemberKey.objects.filter(retired_on__isnull=True, user__in=users).order_by("user_id")
    return {key.user_id: key for key in keys}


def held(users: Collection[int]) -> dict[int, MemberKey]:
    """Return the keys in use of members, to seal to: nobody replaces one before this transaction has ended.

    So whoever makes her key anew takes along what was sealed to the former one at the same moment. Ask before anything
    else of these members is changed: whoever makes a key holds it first, and then what was sealed to it.
    """
    while True:
        rows, found = _hold(users), in_use(users)
        if rows is None or rows == {key.pk for key in found.values()}:
            return found


def _hold(users: Collection[int]) -> set[int] | None:
    """Hold the keys in use; nothing where the database lets one transaction write at a time (SQLite)."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [list(users)])
        return {pk for (pk,) in cursor.fetchall()}
