"""What a message to a person says: that something is new, and nothing by which anybody learns what or where.

These words stand apart from those to members: they are in every language of the portal.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from knowshow.remedy.rules.languages import language_of


def words(language: str) -> tuple[str, str]:
    """Return the subject and the text in her language.

    >>> words("en")[0]
    'Something new'
    """
    known = language_of(language)
    with translation.override(known.code if known else "en"):
        return _("Something new"), _("There is something new for you to read. You asked for this message.")
