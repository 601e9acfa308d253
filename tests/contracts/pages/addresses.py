"""Every address of the workspace and of the portal."""

import re

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from tests.contracts.pages import NOTICE, code, table

_INTRODUCTION = """# Addresses

Every address that the two servers answer, and its name in code. An address that people may have kept does not
disappear unnoticed: this page is compared with the code in a test, and `python3 dev.py docs` says what is gone.

## The workspace

All need a signed-in member, save those of signing in. Those under `/account/` are of django-allauth.
"""

_PORTAL = """## The portal

Everybody may read them, and they know nobody. They answer GET and HEAD; those on which people write to a mechanism
(`grievance:`) answer POST too, and nothing of what was written is ever in an address. Each but `/robots.txt` stands in
five more languages, behind `/fr`, `/es`, `/ar`, `/ru` and `/zh-hans`.
"""


def addresses():
    """Every address of the workspace with its name, in order."""
    return sorted(set(_below(get_resolver(), "/", "")))


def portal_addresses():
    """Every address of the portal with its name, in order."""
    return sorted(set(_below(get_resolver("knowshow.project.portal.urls"), "/", "")))


def _below(resolver, prefix, namespace):
    for one in resolver.url_patterns:
        address = prefix + _readable(one.pattern)
        if isinstance(one, URLPattern):
            yield address, f"{namespace}{one.name or ''}"
        else:
            yield from _below(one, address, f"{namespace}{one.namespace}:" if one.namespace else namespace)


def _readable(pattern):
    """The pattern as people write addresses: `<int:pk>` and `(?P<pk>...)` become `<pk>`."""
    text = re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern))
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", text)
    return text.replace("\\.", ".").replace("\\Z", "").lstrip("^").rstrip("$")


def page():
    """The page's text."""
    return f"{NOTICE}\n{_INTRODUCTION}\n{_listed(addresses())}\n{_PORTAL}\n{_listed(portal_addresses())}"


def _listed(found):
    rows = [(code(address), code(name)) for address, name in found]
    return f"{table(('address', 'name'), rows)}\n"
