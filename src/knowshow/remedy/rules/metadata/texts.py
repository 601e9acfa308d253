"""Plain text: nothing stands beside it, but signs that one does not see may mark whose copy it is."""

from __future__ import annotations

import re
from typing import Final

from knowshow.remedy.rules.metadata.findings import Finding, FindingKind, found
from knowshow.remedy.rules.metadata.kinds import text_of

#: Signs without width or look. Joiners are left out: Persian, Arabic and the scripts of India need them.
_UNSEEN: Final = re.compile("[\u200b\u2060-\u2064\u180e\U000e0000-\U000e007f]|(?<!^)\ufeff")
_MAIL: Final = re.compile(
    r"^(from|to|cc|date|received|x-mailer|user-agent|x-originating-ip):(.*)$", re.IGNORECASE | re.MULTILINE
)
_MAIL_KINDS: Final = {"date": FindingKind.TIME, "x-mailer": FindingKind.SOFTWARE, "user-agent": FindingKind.SOFTWARE}
_HEAD: Final = 64 * 1024


def look_text(content: bytes) -> list[Finding]:
    """Return how many signs are unseen: they stay, since the text is not changed."""
    count = sum(1 for _ in _UNSEEN.finditer(text_of(content) or ""))
    return [found(FindingKind.HIDDEN_TEXT, count, stays=True)] if count else []


def cleaned_text(content: bytes) -> bytes:
    """Return it as it is."""
    return content


def look_mail(content: bytes) -> list[Finding]:
    """Return who wrote to whom and when."""
    lines = _MAIL.finditer((text_of(content) or "")[:_HEAD])
    return [found(_MAIL_KINDS.get(line[1].lower(), FindingKind.AUTHOR), line[2]) for line in lines]


def look_unread(content: bytes) -> list[Finding]:
    """Say that there may be more: these kinds are not read."""
    del content
    return [found(FindingKind.OTHER)]
