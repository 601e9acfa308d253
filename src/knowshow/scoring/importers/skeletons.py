"""A methodology made from answers alone: a question for each metric, an answer for each value that somebody gave.

It is a beginning, to be completed by a person: values other than yes, no, partly and numbers get no points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowshow.scoring.importers.tables import is_number
from knowshow.scoring.methodology import Entry, Methodology, Node, State
from knowshow.scoring.reading import check

#: Under this name a node keeps what a metric is called at WikiRate.
METRIC_REF: Final = "WikiRate: "
_POINTS: Final = {"yes": 100.0, "partially": 50.0, "partial": 50.0, "partly": 50.0, "no": 0.0}
#: A value longer than this is prose.
_LONGEST_LABEL: Final = 200
_NOTE: Final = (
    "Made from a table of answers: each metric is one question, each value that was given is one answer. Yes, partly "
    "and no have points, numbers count as themselves; any other value counts as missing until somebody sets its "
    "points. Metrics in different units must not be averaged: give each its scale, or leave it out. Complete this "
    "before you publish scores."
)


@dataclass(frozen=True, slots=True)
class Researched:
    """What a row says: the value of a metric for a company; an empty one where nobody has researched it."""

    metric: str
    company: str
    value: str
    unit: str = ""
    is_free_text: bool = False

    @property
    def designer(self) -> str:
        """Who made the metric; nothing where the name does not tell."""
        return self.metric.partition("+")[0].strip() if "+" in self.metric else ""

    @property
    def title(self) -> str:
        """The metric's title without its designer."""
        return self.metric.partition("+")[2].strip() if "+" in self.metric else self.metric


def is_free_text(value: str) -> bool:
    """Whether a value is prose rather than an answer to choose."""
    return len(value) > _LONGEST_LABEL or "\n" in value


def plain_number(value: str) -> str:
    """Write a number without its grouping commas; any other value stays.

    >>> plain_number("20,800,000"), plain_number("-1,250.5"), plain_number("1,2")
    ('20800000', '-1250.5', '1,2')
    """
    return value.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", value) else value


def keys_for(names: Iterable[str]) -> dict[str, str]:
    """Give each name a key of its own, in lower case and without marks.

    >>> keys_for(["Télécom One", "Telecom One", "阿里巴巴", "Télécom One"])
    {'Télécom One': 'telecom-one', 'Telecom One': 'telecom-one-2', '阿里巴巴': 'no-name'}
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name not in keys:
            keys[name] = _free(_slug(name), taken)
            taken.add(keys[name])
    return keys


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "no-name"


def _free(key: str, taken: set[str]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    return found


def skeleton_of(researched: Sequence[Researched], name: str, year: int | None) -> Methodology:
    """Return a methodology that asks what was researched, under one category for each designer."""
    metrics: dict[str, list[Researched]] = {}
    for one in researched:
        metrics.setdefault(one.metric, []).append(one)
    designers = keys_for(found[0].designer or "metrics" for found in metrics.values())
    ids = keys_for(metrics)
    scored = {metric: found for metric, found in metrics.items() if not any(one.is_free_text for one in found)}
    categories = [Node(id=f"by.{key}", kind="category", title=name) for name, key in designers.items()]
    made = Methodology(
        knowshow="methodology/1",
        id=f"wikirate-{_slug(name.rpartition('/')[2].partition('.')[0])}",
        title="Metrics from a table of answers",
        version=str(year) if year else "1",
        licence="CC BY 4.0 (Wikirate.org), as its exports say: check yours",
        note=_NOTE,
        scales={ids[metric]: _scale(found) for metric, found in scored.items()} or {"none": {"N/A": None}},
        nodes=[*categories, *(_node(ids[metric], found, designers) for metric, found in metrics.items())]
        or [Node(id="by.nobody", kind="category", scale="none", title="No metric was found")],
    )
    check(made, name)
    return made


def _node(key: str, found: Sequence[Researched], designers: Mapping[str, str]) -> Node:
    first = found[0]
    units = sorted({one.unit for one in found if one.unit})
    is_text = any(one.is_free_text for one in found)
    return Node(
        id=key,
        parent=f"by.{designers[first.designer or 'metrics']}",
        title=first.title,
        guidance=f"Counted in {' or '.join(units)}." if units else "",
        scale=None if is_text else key,
        is_text=is_text,
        refs=[f"{METRIC_REF}{first.metric}"],
    )


def _scale(found: Sequence[Researched]) -> dict[str, float | Entry | None]:
    labels = sorted({plain_number(one.value) for one in found if one.value} - {"Unknown"}, key=_order)
    return {
        **{label: _entry(label) for label in labels},
        "Unknown": Entry(text="Unknown", meaning="Somebody looked and cannot tell.", state=State.UNKNOWN),
    }


def _order(label: str) -> tuple[float, str]:
    """Sort answers best first, numbers by size, others by name."""
    points = float(label) if is_number(label) else _POINTS.get(label.casefold())
    return (-points if points is not None else float("inf"), label)


def _entry(label: str) -> Entry:
    if label.casefold() in _POINTS:
        state = State.NO if label.casefold() == "no" else State.ANSWER
        return Entry(value=_POINTS[label.casefold()], text=label, state=state)
    if is_number(label):
        return Entry(value=float(label), text=label, state=State.ANSWER)
    return Entry(text=label, meaning="No points are set: it counts as missing.", state=State.UNKNOWN)
