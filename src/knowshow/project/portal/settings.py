"""Django's settings for the portal.

Nothing is taken over from the workspace but what stands here by name. So a setting that somebody adds for signed-in
people never reaches the public face by accident: no sessions, no accounts, no cookies, no scripts, no mail.
"""

from __future__ import annotations

import secrets
from typing import Any

from knowshow.project import environment
from knowshow.project import settings as workspace
from knowshow.project.portal import headers
from knowshow.ui import languages

#: Nothing that the portal signs outlives it, so it does not hold the key that signs the workspace's sessions.
SECRET_KEY = secrets.token_urlsafe(48)
DEBUG = workspace.DEBUG
ALLOWED_HOSTS = environment.PORTAL_HOSTS.words
ROOT_URLCONF = "knowshow.project.portal.urls"
WSGI_APPLICATION = workspace.WSGI_APPLICATION
DEFAULT_AUTO_FIELD = workspace.DEFAULT_AUTO_FIELD
AUTH_USER_MODEL = workspace.AUTH_USER_MODEL
#: Whoever tries names at an open door is no news, and what she tries is not written down.
_DEAF = {"django.security.DisallowedHost": {"level": "CRITICAL"}}
LOGGING = {**workspace.LOGGING, "loggers": {**workspace.LOGGING["loggers"], **_DEAF}}

# Published records name an organisation and who published; so the tables of accounts are known. Nothing uses them to
# tell who is asking: there is no middleware for it.
INSTALLED_APPS = [
    "knowshow.benchmarks",
    "knowshow.remedy",
    "knowshow.ui",
    "knowshow.project.portal.apps.FoundationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "knowshow.project.portal.languages.by_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "knowshow.project.portal.headers.privacy_headers",
    "knowshow.project.portal.headers.reading_only",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "knowshow.project.portal.views.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "knowshow.project.portal.views.publisher",
                "knowshow.project.portal.languages.switch",
            ],
        },
    }
]
FORM_RENDERER = workspace.FORM_RENDERER

# The database of the workspace, which this server only reads: whatever a page might be made to do, it changes nothing.
# Only a page that takes a report opens it for writing, while it answers (``foundation/writing.py``). A report that was
# acknowledged survives a power cut: the journal is written through to the disk.
_GIVEN: dict[str, Any] = dict(workspace.DATABASES["default"])  # Any: what Django takes
_OPTIONS: dict[str, Any] = dict(_GIVEN.get("OPTIONS") or {})
#: PostgreSQL would wait for a lock without end; SQLite waits as long (``timeout``).
_BOUNDS = "-c default_transaction_read_only=on -c lock_timeout=20s"
_READING: dict[str, Any] = (
    {**_OPTIONS, "options": f"{_OPTIONS.get('options', '')} {_BOUNDS}".strip()}
    if environment.DATABASE.text
    else {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA synchronous=FULL; PRAGMA cache_size=-4000; PRAGMA secure_delete=ON;"
        " PRAGMA query_only=ON;",
    }
)
# A connection is kept between requests: to open and close SQLite costs a checkpoint and a write to the disk each time.
DATABASES = {"default": {**_GIVEN, "CONN_MAX_AGE": 60, "OPTIONS": _READING}}

# What the browser is told.
SECURE_SSL_REDIRECT = workspace.SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS = workspace.SECURE_HSTS_SECONDS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = headers.REFERRER_POLICY
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = headers.CONTENT_SECURITY_POLICY
if environment.PROXY.is_on:
    SECURE_PROXY_SSL_HEADER = workspace.SECURE_PROXY_SSL_HEADER

PUZZLE_BITS = workspace.PUZZLE_BITS

# Words, dates and places. The catalogue of translations is that of ``knowshow.ui``, which Django finds by itself.
LANGUAGE_CODE = languages.SOURCE
LANGUAGES = list(languages.NAMES.items())
TIME_ZONE = workspace.TIME_ZONE
USE_TZ = workspace.USE_TZ
USE_I18N = workspace.USE_I18N
FORMAT_MODULE_PATH = workspace.FORMAT_MODULE_PATH

# Files. What somebody sends stays in memory until it is sealed: nothing spills to a disk in plain.
FILE_UPLOAD_HANDLERS = workspace.FILE_UPLOAD_HANDLERS
FILE_UPLOAD_MAX_MEMORY_SIZE = workspace.FILE_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_PERMISSIONS = workspace.FILE_UPLOAD_PERMISSIONS
FILE_UPLOAD_DIRECTORY_PERMISSIONS = workspace.FILE_UPLOAD_DIRECTORY_PERMISSIONS
MEDIA_ROOT = workspace.MEDIA_ROOT
STATIC_URL = workspace.STATIC_URL
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
