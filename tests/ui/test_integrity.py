"""A script of ours is named by its digest, so that a browser runs nothing else in its place."""

import base64
import hashlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from knowshow.errors import OperationError
from knowshow.ui.integrity import integrity_of


def test_it_is_the_digest_of_the_file_as_it_is_served():
    kind, _, digest = integrity_of("remedy/puzzle.js").partition("-")
    content = Path(finders.find("remedy/puzzle.js")).read_bytes()
    assert base64.b64decode(digest) == hashlib.new(kind, content).digest()


def test_a_file_that_is_missing_is_said_to_be():
    with pytest.raises(OperationError):
        integrity_of("remedy/nowhere.js")
