"""The structured sentence: who is, or may be, harmed in which right, through what, where.

Vague risk statements are what readers of assessments complain of most (domain document respect, section 8,
row 3); the parts of the sentence are the remedy. Pages set the parts in bold; plain text joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from knowshow import canon

if TYPE_CHECKING:
    from knowshow.respect.rules.assessment import Impact, Statement


_CODE_LENGTH: Final = 2
_LEAD: Final = "their right to"
#: First words of rights that name an act and not a thing: "right to move freely", but "privacy".
_VERBS: Final = {"assemble", "associate", "be", "defend", "hold", "live", "marry", "move", "seek", "take"}
#: The name that the United Nations use, where the CLDR adds another in brackets.
_UN_NAMES: Final = {"MM": "Myanmar"}
#: Codes of the CLDR that name no country: test locales, the unknown, groups of States.
_NO_PLACES: Final = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence in its parts. ``str()`` joins them.

    >>> str(Sentence("Children", "may be harmed in", "their right to", "privacy", "the camera", "Kenya"))
    'Children may be harmed in their right to privacy through the camera (Kenya)'
    """

    who: str
    verb: str
    lead: str
    right: str
    feature: str
    place: str = ""

    def __str__(self) -> str:
        """Join the parts to plain text."""
        parts = (self.who, self.verb, self.lead, self.right, "through", self.feature)
        text = " ".join(part for part in parts if part)
        return f"{text} ({self.place})" if self.place else text

    @property
    def label(self) -> str:
        """A short name for the impact, for lists and reasons: who, and which right.

        >>> Sentence("Women and girls", "", "their right to", "move freely", "").label
        'Women and girls: right to move freely'
        """
        right = self.right.removeprefix("their ")
        acts = self.lead and right.split(" ", 1)[0] in _VERBS
        return f"{self.who}: {'right to ' if acts else ''}{right}"


def sentence(impact: Impact) -> Sentence:
    """Write an impact's structured sentence; the state decides "are harmed" or "may be harmed"."""
    return sentence_of(impact.statement, actual=impact.state == "actual")


def sentence_of(statement: Statement, *, actual: bool) -> Sentence:
    """Write the sentence of a statement."""
    lead, right = right_words(statement.right)
    return Sentence(
        who=statement.who or group_name(statement.group),
        verb="are harmed in" if actual else "may be harmed in",
        lead=lead,
        right=right,
        feature=statement.feature,
        place=place_name(statement.place),
    )


def group_name(group: str) -> str:
    """Return the group as a sentence begins with it, or the identifier where the canon has none.

    >>> group_name("OPP")
    'Members of the opposition and protesters'
    """
    record = canon.groups().get(group)
    return record.phrase[:1].upper() + record.phrase[1:] if record else group


def right_words(right: str) -> tuple[str, str]:
    """Return how the sentence names a right: the words that recede, and those that stand out.

    >>> right_words("privacy"), right_words("no-debt-prison")
    (('their right to', 'privacy'), ('', 'their right not to be imprisoned for debt'))
    """
    record = canon.rights().get(right)
    phrase = record.phrase if record else f"{_LEAD} {right}"
    words = phrase.removeprefix(f"{_LEAD} ")
    return (_LEAD, words) if words != phrase else ("", phrase)


def place_name(place: str) -> str:
    """Return a country's English name (Unicode CLDR) for its ISO 3166 code, else the place as written.

    >>> place_name("KE"), place_name("Cox's Bazar")
    ('Kenya', "Cox's Bazar")
    """
    if len(place) != _CODE_LENGTH or not place.isupper():
        return place
    return countries().get(place, place)


@cache
def likelihood_name(word: str) -> str:
    """Return a likelihood as the canon's scale calls it.

    >>> likelihood_name("foreseeable")
    'Foreseeable'
    """
    return next((level.title for level in canon.scales()["likelihood"].levels if level.value == word), word)


def is_country(code: str) -> bool:
    """Whether an ISO 3166 two-letter code names a country or territory."""
    return code in countries()


@cache
def countries() -> dict[str, str]:
    """Return the English names of countries and territories by their ISO 3166 codes (Unicode CLDR)."""
    from babel import Locale  # a tenth of a second that plain ranking does not need

    names = {
        code: name
        for code, name in Locale("en").territories.items()
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NO_PLACES
    }
    return names | _UN_NAMES
