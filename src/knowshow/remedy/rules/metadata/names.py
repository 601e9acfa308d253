"""Names of files: one that is safe to show, and one that tells nothing."""

from __future__ import annotations

import unicodedata
from typing import Final

from knowshow.remedy.rules.metadata.findings import Inspection

#: Longer names are cut, the ending kept.
_LONGEST: Final = 120
_LONGEST_ENDING: Final = 10
#: Categories of Unicode that are not shown as themselves: controls, formats (bidi marks among them), halves, private.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(name: str) -> str:
    r"""Return a name without folders, control characters, and marks that turn the direction of reading.

    >>> safe_name("C:\\Users\\a\\photo\u202egpj.exe")
    'photogpj.exe'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    plain = " ".join(seen.split()).strip(". ")
    return _cut(plain).strip(". ") or "file"


def neutral_name(inspection: Inspection) -> str:
    """Return a name for the cleaned copy that says only what kind of file it is: names tell too.

    A phone names a picture by its second, a person names a letter by who wrote it.
    """
    kind = inspection.kind
    return f"{kind.word}.{kind.endings[0]}"


def _cut(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _LONGEST or not dot or len(ending) > _LONGEST_ENDING:
        return name[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
