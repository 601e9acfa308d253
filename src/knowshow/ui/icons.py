"""Line icons, drawn on a field of 16 by 16. An icon never stands without its word."""

from __future__ import annotations

from typing import Final

#: Name of the icon, and the shapes inside its `svg` element.
ICONS: Final[dict[str, str]] = {
    "mark": '<path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/><circle cx="8" cy="8" r="6.5"/>',
    "today": '<path d="M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z"/>',
    "respect": '<circle cx="6" cy="8" r="4"/><circle cx="10" cy="8" r="4"/>',
    "benchmarks": '<path d="M2.5 4h6M2.5 8h9M2.5 12h4"/><circle cx="10" cy="4" r="1.5"/><circle cx="13" cy="8" r="1.5"/><circle cx="8" cy="12" r="1.5"/>',  # noqa: E501
    "standards": (
        '<path d="M3 3h4a1.5 1.5 0 0 1 1 .5A1.5 1.5 0 0 1 9 3h4v9.5H9a1.5 1.5 0 0 0-1 .5 1.5 1.5 0 0 0-1-.5H3z'
        'M8 3.5V13"/>'
    ),
    "remedy": '<path d="M2.5 3h11v7.5H8L5 13.5v-3H2.5zM5.5 6h5M5.5 8h3"/>',
    "organisation": '<path d="M3 13.5V3h6v10.5M9 6.5h4v7M2 13.5h12M5 5.5h2M5 8h2M5 10.5h2"/>',
    "person": '<circle cx="8" cy="5" r="2.5"/><path d="M3 13.5a5 5 0 0 1 10 0"/>',
    "leave": '<path d="M9.5 3H4v10h5.5M7 8h6.5M11.5 5.5 14 8l-2.5 2.5"/>',
    "link": ('<path d="M6.5 9.5 9.5 6.5M7 5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.8 2.8 0 0 1-4-4L5 7"/>'),
    "file": '<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>',
    "switch": '<path d="M5 6.5 8 3.5l3 3M5 9.5l3 3 3-3"/>',
    "lock": '<path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>',
    "clock": '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3.2l2.2 1.3"/>',
}
