"""What a file says beside what it shows, told to the person before she sends it, and a copy without it.

A picture may hold the place where she lives, a letter the name of who wrote it. She learns it in plain words, the
mechanism works with the cleaned copy, and the sealed original stays beside it as evidence (GP 31(b), 31(f)).
What a file *shows* (faces, names in the text, a voice) is not looked for.
"""

from __future__ import annotations

from knowshow.remedy.rules.metadata.examining import MOST_BYTES, Examined, clean, examine, inspect
from knowshow.remedy.rules.metadata.findings import (
    FINDING_WORDS,
    WHY_NOT_WORDS,
    Finding,
    FindingKind,
    Inspection,
    WhyNot,
)
from knowshow.remedy.rules.metadata.kinds import Kind, kind_of
from knowshow.remedy.rules.metadata.names import neutral_name, safe_name
from knowshow.remedy.rules.metadata.pictures import preview

__all__ = [
    "FINDING_WORDS",
    "MOST_BYTES",
    "WHY_NOT_WORDS",
    "Examined",
    "Finding",
    "FindingKind",
    "Inspection",
    "Kind",
    "WhyNot",
    "clean",
    "examine",
    "inspect",
    "kind_of",
    "neutral_name",
    "preview",
    "safe_name",
]
