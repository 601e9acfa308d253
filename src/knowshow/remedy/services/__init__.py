"""One act each: check who may, change, record, hand back (GP 29 to 31)."""
