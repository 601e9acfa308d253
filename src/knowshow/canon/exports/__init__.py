"""The canon for others: JSON, CSV, SKOS as JSON-LD, and OSCAL's catalogue and mapping.

Every export is deterministic: the same release of the canon gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from knowshow.canon.exports import oscal, skos, tables

#: Each format with what writes it, as text.
FORMATS: Final[dict[str, Callable[[], str]]] = {
    "json": tables.as_json,
    "csv": tables.as_csv,
    "skos": skos.as_json_ld,
    "oscal-catalog": oscal.as_catalog,
    "oscal-mapping": oscal.as_mapping,
}
