"""How dates are written: the day before the month, the month in words, so that nobody mistakes one for the other."""
