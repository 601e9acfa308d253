"""The 36 questions of a CNIL PIA, the three feared events, and the words behind its numbers, in our own words.

Codes are section x 100 + item x 10 + question, as in its export.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

METHOD: Final = "CNIL PIA"

STATUSES: Final = ("in progress", "refused", "simple validation", "signed validation", "archived")
REVIEWS: Final = ("pending", "to be corrected", "can be improved", "acceptable")
OPINIONS: Final = ("unfavourable", "favourable")
#: Four levels, for severity and for likelihood alike; 0 is a gauge that nobody moved.
GAUGE: Final = ("not set", "negligible", "limited", "important", "maximum")

ITEMS: Final = {
    "1.1": "Overview",
    "1.2": "Data, processes and supporting assets",
    "2.1": "Proportionality and necessity",
    "2.2": "Controls for the rights of data subjects",
    "3.1": "Planned or existing measures",
    "3.2": "Illegitimate access to data",
    "3.3": "Unwanted change of data",
    "3.4": "Disappearance of data",
}

_EVENT: Final = (
    "Main impacts on the data subjects",
    "Main threats",
    "Who or what could bring it about",
    "Controls that address it",
    "Severity",
    "Likelihood",
)

QUESTIONS: Final = {
    "111": "The processing",
    "112": "Responsibilities",
    "113": "Standards that apply",
    "121": "The data",
    "122": "Life cycle of data and processes",
    "123": "Supporting assets",
    "211": "Purposes: specified, explicit, legitimate",
    "212": "Legal basis",
    "213": "Only the data that are needed",
    "214": "Accurate and up to date",
    "215": "How long data are kept",
    "221": "How data subjects are informed",
    "222": "How consent is obtained",
    "223": "Rights of access and portability",
    "224": "Rights to rectification and erasure",
    "225": "Rights to restriction and to object",
    "226": "Processors and their contracts",
    "227": "Transfers outside the European Union",
} | {f"3{item}{number}": name for item in (2, 3, 4) for number, name in enumerate(_EVENT, start=1)}


@dataclass(frozen=True, slots=True)
class Event:
    """A feared event, and the candidate that it becomes."""

    item: str
    id: str
    feature: str

    def code(self, question: int) -> str:
        """The code of one of its six questions.

        >>> EVENTS[0].code(5)
        '325'
        """
        return f"{self.item.replace('.', '')}{question}"


EVENTS: Final = (
    Event("3.2", "cnil-illegitimate-access", "illegitimate access to the data of"),
    Event("3.3", "cnil-unwanted-change", "unwanted change of the data of"),
    Event("3.4", "cnil-disappearance", "disappearance of the data of"),
)


def level(gauge: int) -> str:
    """Say a level of the gauge in words.

    >>> level(3)
    '3 of 4 (important)'
    """
    return f"{gauge} of 4 ({GAUGE[gauge]})" if gauge else GAUGE[0]
