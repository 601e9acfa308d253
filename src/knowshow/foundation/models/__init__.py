"""Stored facts about people at work, their organisations, what they did, and the files they attached."""

from __future__ import annotations

from knowshow.foundation.models.accounts import User
from knowshow.foundation.models.attachments import Attachment
from knowshow.foundation.models.history import HistoryEntry
from knowshow.foundation.models.organisations import GIVEN_ROLES, MEMBER_ROLES, Membership, Organisation, Role

__all__ = ["GIVEN_ROLES", "MEMBER_ROLES", "Attachment", "HistoryEntry", "Membership", "Organisation", "Role", "User"]
