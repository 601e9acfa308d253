"""The two-letter codes that a country or territory may have in a file (ISO 3166-1, with the CLDR's additions).

Names are read from the Unicode CLDR where a page shows them (``statement.countries``), which takes a tenth of a
second; checking a code needs no names. A test holds this list against the CLDR's.
"""

from __future__ import annotations

from typing import Final

COUNTRY_CODES: Final = frozenset(
    """
    AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CQ CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER
    ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE
    IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC
    MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK
    YE YT ZA ZM ZW
    """.split()  # noqa: SIM905  (256 short words read better so)
)

#: What people write for a country whose code is another.
_MEANT: Final = {"UK": "GB", "EL": "GR", "BU": "MM", "EN": "GB"}


def meant_by(code: str) -> str:
    """Return the code that somebody probably means by one that no country has, or nothing.

    >>> meant_by("UK"), meant_by("QQ")
    ('GB', '')
    """
    return _MEANT.get(code, "")
