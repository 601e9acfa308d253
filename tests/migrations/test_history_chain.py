"""Entries that were there before the history was chained are tied to one another, oldest first."""

import pytest

from knowshow.foundation.history import broken_entries
from knowshow.foundation.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_old_entries_form_a_chain_that_holds(moved_to):
    old = moved_to("foundation", "0004_case_team")
    for action in ("respect.impact.added", "respect.impact.rated", "foundation.member.added"):
        old.get_model("foundation", "HistoryEntry").objects.create(
            action=action, subject_type="respect.impact", subject_id="1", subject="x", changed=["a"], detail={"n": 1}
        )
    moved_to("foundation", "0005_history_chain")
    entries = list(HistoryEntry.objects.order_by("pk"))
    assert len({bytes(one.chain) for one in entries}) == 3
    assert broken_entries(entries) == []
