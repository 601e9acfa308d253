"""The settings of the portal, in force for one request, in a process whose settings are those of the workspace.

Django makes its templates, addresses and middleware anew whenever settings change. Here they are made once for each
server and kept: a page of the portal would otherwise cost more to prepare than to answer.
"""

from contextlib import contextmanager
from functools import cache

from django.conf import UserSettingsHolder, settings
from django.template import Engine, engines
from django.template.utils import EngineHandler
from django.test import override_settings
from django.urls import set_urlconf

#: What is kept for these makes it needless to tell everybody that they changed.
_KEPT = ("MIDDLEWARE", "ROOT_URLCONF", "TEMPLATES")
_OF_A_PROCESS = {"ALLOWED_HOSTS", "DATABASES", "DEBUG", "INSTALLED_APPS", "LOGGING", "SECRET_KEY"}
#: What a handler of requests makes of its middleware.
_CHAIN = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")

_engines = EngineHandler()
_chain = {}


@cache
def portal_settings():
    """The settings of the second server, without those that belong to a whole process."""
    from knowshow.project.portal import settings as portal

    ours = {name: getattr(portal, name) for name in dir(portal) if name.isupper()}
    return {name: value for name, value in ours.items() if not name.startswith("_") and name not in _OF_A_PROCESS}


@contextmanager
def in_force(handler):
    """Let a client's handler answer as the portal until the block is left."""
    if isinstance(settings._wrapped, UserSettingsHolder):  # a test has settings of its own: nothing made before holds
        with override_settings(**portal_settings()):
            handler.load_middleware()
            yield
        return
    changed = {name: value for name, value in portal_settings().items() if getattr(settings, name, None) != value}
    kept = {name: changed.pop(name) for name in _KEPT}
    with override_settings(**changed), _own_templates():
        for name, value in kept.items():
            setattr(settings, name, value)  # gone with the others
        _prepare(handler)
        try:
            yield
        finally:
            set_urlconf(None)


@contextmanager
def _own_templates():
    """Exchange the engines of templates for those of the portal."""
    former, engines.__dict__ = engines.__dict__, _engines.__dict__
    Engine.get_default.cache_clear()
    try:
        yield
    finally:
        engines.__dict__ = former
        Engine.get_default.cache_clear()


def _prepare(handler):
    """Give the handler the middleware of the portal, which holds nothing of a request."""
    if not _chain:
        handler.load_middleware()
        _chain.update({name: getattr(handler, name) for name in _CHAIN})
    vars(handler).update(_chain)
