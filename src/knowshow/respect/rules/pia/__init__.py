"""The export of a CNIL PIA, read as an assessment whose candidates a person still has to rate."""

from __future__ import annotations

from knowshow.respect.rules.pia.export import looks_like_pia
from knowshow.respect.rules.pia.placing import Taken, read_pia, read_pia_file

__all__ = ["Taken", "looks_like_pia", "read_pia", "read_pia_file"]
