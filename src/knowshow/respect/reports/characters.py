"""Characters that files of Word and Excel cannot hold, kept out of what we write into them."""

from __future__ import annotations

import re
from typing import Final

_NEVER_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    r"""Return a text without control characters and with one kind of line end.

    >>> writable("a\x0bb\r\nc")
    'ab\nc'
    """
    return _NEVER_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
