"""The methodologies that come with the package: self-checks, checklists and an empty template, all of them data.

They are read when they are asked for; importing this module reads nothing.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from knowshow.errors import BadInputError
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.reading import methodology_from
from knowshow.scoring.sheet import nearest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_FOLDER: Final = "methodologies"
_SUFFIX: Final = ".yaml"


def own_methodologies() -> tuple[str, ...]:
    """Name every methodology that comes with the package, by id, in alphabetical order.

    >>> own_methodologies()
    ('chrb-template', 'gp16-embedding', 'gp31-effectiveness', 'santa-clara', 'ungprf-completeness')
    """
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


@cache
def own_methodology(key: str) -> Methodology:
    """Return one of them; ``BadInputError`` names the nearest if there is none.

    >>> own_methodology("gp31-effectiveness").title
    'Is this grievance mechanism effective?'
    """
    return methodology_from(own_file(key), f"{key}{_SUFFIX}")


def own_file(key: str) -> bytes:
    """Return the file of one of them, to copy and change; ``BadInputError`` names the nearest if there is none."""
    known = own_methodologies()
    if key not in known:
        raise BadInputError(f"No methodology {key!r} comes with Knowshow.", remedy=nearest(key, known, "There are"))
    return (_folder() / f"{key}{_SUFFIX}").read_bytes()


def _folder() -> Traversable:
    return files("knowshow.scoring") / _FOLDER
