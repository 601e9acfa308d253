"""The receipt: a public reference and eight secret words, the only way back to a report (GP 31 b, accessible).

**The reference**, such as ``7402-1938``, finds the report. It is no secret: it may be said on the phone. Its last
digit is a check digit, so that one wrong digit, or two neighbours swapped, is noticed before anything is looked up.

**The eight words** open the report. Each is drawn from the 7,776 words of the EFF's long list by ``secrets``:
log2(7776) x 8 = 103.4 bits. About 2 receipts in 100 are drawn again, because so many of their words are one letter
from another word that a single slip might not find the way back in 16 trials; that costs 0.04 bits. The reference
adds nothing to this, and is not counted.

**Forgiving.** Each word has a number of four digits, 0001 to 7776, for people who do not read Latin letters. Words
and numbers may be mixed, in any script's digits, with any spaces. One wrong letter in one word always leads back to
the receipt; so does, mostly, a swapped pair. The caller tries the candidates against the key: at most 16, so that
forgiveness costs an attacker who guesses nothing but 4 of the 103 bits.
"""

from __future__ import annotations

from knowshow.remedy.rules.receipts.making import (
    Receipt,
    Spoken,
    new_receipt,
    positions_to_retype,
    retyped_ok,
    secret_bytes,
    spoken,
)
from knowshow.remedy.rules.receipts.reading import MAXIMUM_TRIALS, Problem, Reading, read
from knowshow.remedy.rules.receipts.reference import reference_from
from knowshow.remedy.rules.receipts.wordlist import WORDS_IN_RECEIPT, number_of, word_numbered, words

__all__ = [
    "MAXIMUM_TRIALS",
    "WORDS_IN_RECEIPT",
    "Problem",
    "Reading",
    "Receipt",
    "Spoken",
    "new_receipt",
    "number_of",
    "positions_to_retype",
    "read",
    "reference_from",
    "retyped_ok",
    "secret_bytes",
    "spoken",
    "word_numbered",
    "words",
]
