"""The entry point for a WSGI server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowshow.project.settings")
application = get_wsgi_application()
# What is loaded stays: looking through it at every collection would only make some answers wait.
gc.collect()
gc.freeze()
