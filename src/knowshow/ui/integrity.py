"""The digest by which a browser makes sure that a script is the one that we meant (Subresource Integrity)."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from knowshow.errors import OperationError


@cache
def integrity_of(name: str) -> str:
    """Return what the attribute ``integrity`` says of a static file of ours: changed on its way, it does not run."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise OperationError(f"The static file {name} is missing. Install Knowshow anew.")
    digest = hashlib.sha384(Path(found).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
