"""What is kept of an open session: when it began and in which kind of browser. Never an address of the network.

The list lets somebody notice a session that is not hers; a breach of the database must not tell where people were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from allauth.usersessions.models import UserSession

_NOWHERE: Final = "0.0.0.0"  # noqa: S104  (a value that means nothing, for a column that the library asks for)
#: Signs in what a browser says of itself, and what we keep; the first match counts.
_BROWSERS: Final = (("Edg", "Edge"), ("OPR", "Opera"), ("Opera", "Opera"), ("Firefox", "Firefox"),
                    ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS: Final = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
                   ("Mac", "Mac"), ("Linux", "Linux"))  # fmt: skip


def kind_of_browser(agent: str) -> str:
    """Return the kind of browser and system, and no more.

    >>> kind_of_browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> kind_of_browser("Firefox, Linux"), kind_of_browser("curl/8.0")
    ('Firefox, Linux', '')
    """
    found = (next((name for sign, name in names if sign in agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)


def forget_where(instance: UserSession, **_signal: Any) -> None:  # Any: what a signal of Django carries
    """Take out, before a session is stored, what we do not keep."""
    instance.ip = _NOWHERE
    instance.user_agent = kind_of_browser(instance.user_agent)
