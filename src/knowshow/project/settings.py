"""Django's settings. What an operator may change is in ``environment.py``; the rest is a decision of ours."""

from __future__ import annotations

from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from knowshow.project import environment
from knowshow.ui import headers

HOME = environment.home()
SECRET_KEY = environment.secret_key()
DEBUG = environment.DEBUG.is_on
ALLOWED_HOSTS = environment.HOSTS.words
#: Who knows where published rankings are read: the portal is another server with other names.
PORTAL_ADDRESS = "knowshow.project.addresses.portal_address"
_IS_HTTPS = environment.HTTPS.is_on

INSTALLED_APPS = [
    "knowshow.bridges",
    "knowshow.respect",
    "knowshow.benchmarks",
    "knowshow.remedy",
    "knowshow.ui",
    "knowshow.foundation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "knowshow.ui.headers.privacy_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "knowshow.project.refusals.refusals",
]

ROOT_URLCONF = "knowshow.project.urls"
WSGI_APPLICATION = "knowshow.project.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knowshow.foundation.membership.context",
                "knowshow.foundation.accounts.context",
                "knowshow.ui.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "knowshow.ui.forms.KnowshowRenderer"

# The database. SQLite waits for its lock rather than fail, takes the lock when a transaction begins, and keeps a
# journal beside the file, so that readers never wait for a writer.
if environment.DATABASE.text:
    DATABASES = {"default": dj_database_url.parse(environment.DATABASE.text, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "knowshow.sqlite3"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;"
                " PRAGMA secure_delete=ON;",
            },
        }
    }

# Work in the background: figures and report files.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# What is counted to slow down guessing at sign-in holds addresses of the network: it stays in memory. There is room
# for many counters, so that guesses at other addresses do not push out those at one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "knowshow",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Accounts. Nobody signs up alone: the human rights lead adds members, who set their own password by a link.
AUTH_USER_MODEL = "foundation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "knowshow.project.passwords.SparingHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "knowshow.foundation.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "knowshow.foundation.forms.sign_in.SignInForm",
    "reset_password": "knowshow.foundation.forms.sign_in.ResetForm",
    "reset_password_from_key": "knowshow.foundation.forms.sign_in.NewPasswordForm",
    "change_password": "knowshow.foundation.forms.sign_in.ChangePasswordForm",
    "set_password": "knowshow.foundation.forms.sign_in.SetPasswordForm",
    "reauthenticate": "knowshow.foundation.forms.sign_in.ConfirmForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.PROXY.is_on else 0
MFA_ADAPTER = "knowshow.foundation.second_factors.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "knowshow.foundation.forms.sign_in.CodeForm",
    "reauthenticate": "knowshow.foundation.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "knowshow.foundation.forms.sign_in.AppForm",
    "add_webauthn": "knowshow.foundation.forms.sign_in.AddKeyForm",
    "edit_webauthn": "knowshow.foundation.forms.sign_in.KeyNameForm",
}
# Addresses are checked by whoever adds a member, not by the library: it must not ask for that before a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Knowshow"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"

# What the browser keeps and is told.
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "knowshow.foundation.unsaved.csrf_failure"
SECURE_SSL_REDIRECT = _IS_HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = headers.REFERRER_POLICY
SECURE_CROSS_ORIGIN_OPENER_POLICY = headers.OPENER_POLICY
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = headers.CONTENT_SECURITY_POLICY
if environment.PROXY.is_on:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Words, dates and places.
LANGUAGE_CODE = environment.LANGUAGE.text
LANGUAGES = [("en", _("English"))]
TIME_ZONE = environment.TIME_ZONE.text
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["knowshow.project.formats"]

# Files: attached ones stand in the data folder and are served only through a view that asks who wants them.
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What is sent stays in memory until it is stored where it belongs: a temporary file would hold it in plain.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 65 * 1024 * 1024
STATIC_URL = "/static/"
# Style sheets and scripts are served from where they are installed: nothing has to be collected first.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Messages.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.EMAIL_HOST.text
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = environment.EMAIL_HOST.text
EMAIL_PORT = environment.EMAIL_PORT.number
EMAIL_HOST_USER = environment.EMAIL_USER.text
EMAIL_HOST_PASSWORD = environment.EMAIL_PASSWORD.text
EMAIL_USE_TLS = bool(environment.EMAIL_HOST.text)
# A mail server that takes a call and says nothing would hold the worker for ever, and with it the night's work.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.EMAIL_FROM.text

# Logs say what failed, never who asked or what they wrote.
LOGGING: dict[str, Any] = {  # Any: what logging takes
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "class": "knowshow.project.logs.DiscreetFormatter",
            "format": "{levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# How hard the work is that the portal offers to browsers while it is attacked (``remedy/puzzles.py``).
PUZZLE_BITS = environment.puzzle_bits()
