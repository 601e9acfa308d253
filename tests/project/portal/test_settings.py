"""The portal as a process of its own: what it loads, what it holds, what it can do to the database."""

import os
import sqlite3
import subprocess
import sys

import pytest

from knowshow.project import environment
from knowshow.project import settings as workspace
from knowshow.project.portal import settings

#: What signs people in, draws figures, sets pages or works in the background.
_ABSENT = {"allauth", "fido2", "altair", "vl_convert", "weasyprint", "docx", "openpyxl", "django_tasks_db"}
_ROOT = "knowshow.project.portal"


def _run(code, **more):
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, knowshow.project.wsgi\n{code}"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": f"{_ROOT}.settings", **more},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr


def test_it_loads_neither_sign_in_nor_what_is_heavy_nor_the_pillar_of_companies():
    code = f"""
from django.urls import reverse
reverse("rankings:index")
loaded = {{name.partition(".")[0] for name in sys.modules}}
print(sorted({_ABSENT!r} & loaded), [name for name in sys.modules if name.startswith("knowshow.respect")])
"""
    assert _run(code) == (0, "[] []", "")


def test_its_settings_pass_djangos_own_checks():
    assert _run("from django.core import checks; print(checks.run_checks())") == (0, "[]", "")


def test_it_reads_the_embedded_database_and_cannot_change_it(tmp_path):
    with sqlite3.connect(tmp_path / "knowshow.sqlite3") as made:
        made.execute("CREATE TABLE kept (word text)")
        made.execute("INSERT INTO kept VALUES ('as it was')")
    made.close()
    code = """
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("SELECT word FROM kept").fetchall())
    cursor.execute("DELETE FROM kept")
"""
    code, out, err = _run(code, KNOWSHOW_HOME=str(tmp_path), DATABASE_URL="")
    assert (code, out) == (1, "[('as it was',)]")
    assert "attempt to write a readonly database" in err


def test_it_only_reads_postgresql_and_keeps_what_the_address_says(tmp_path):
    address = "postgres://nobody@127.0.0.1:1/none?options=-c%20statement_timeout%3D5000"
    code = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"
    wanted = "-c statement_timeout=5000 -c default_transaction_read_only=on -c lock_timeout=20s"
    assert _run(code, KNOWSHOW_HOME=str(tmp_path), DATABASE_URL=address) == (0, wanted, "")


def test_it_does_not_hold_the_key_that_signs_the_workspaces_sessions(monkeypatch):
    assert settings.SECRET_KEY != workspace.SECRET_KEY
    assert environment.secret_key() not in {str(getattr(settings, name)) for name in dir(settings)}


@pytest.mark.parametrize("word", ["session", "authentication", "messages", "csrf", "allauth", "locale"])
def test_nothing_stands_between_a_request_and_its_page_that_would_tell_readers_apart(word):
    assert not [name for name in settings.MIDDLEWARE if word in name.lower()]


def test_no_password_of_the_mail_server_reaches_it():
    assert not [name for name in dir(settings) if name.startswith(("EMAIL", "ACCOUNT", "MFA", "SESSION"))]
