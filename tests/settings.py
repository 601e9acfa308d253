"""The settings of the product, with what makes tests fast and keeps them from this machine's own data."""

import os
import tempfile

os.environ["KNOWSHOW_HOME"] = tempfile.mkdtemp(prefix="knowshow-tests-")
os.environ["KNOWSHOW_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["KNOWSHOW_HOSTS"] = "localhost,127.0.0.1,testserver"

from knowshow.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests look at what was asked of the worker, or call the task themselves.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
