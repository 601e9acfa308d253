"""Stored facts about people at work, their organisations, what they did, and the files they attached."""

from __future__ import annotations

from knowshow.foundation.models.accounts import User
from knowshow.foundation.models.attachments import Attachment
from knowshow.foundation.models.history import HistoryEntry
from knowshow.foundation.models.organisations import Membership, Organisation, Role

__all__ = ["Attachment", "HistoryEntry", "Membership", "Organisation", "Role", "User"]
