"""What an index's own publisher printed beside what the answers give, in words; nothing where none was compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.benchmarks.filing import comparison_with_publisher, difference_rows, figure_counts
from knowshow.foundation.permissions import Permission, require
from knowshow.scoring.explaining import in_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowshow.benchmarks.models import Edition
    from knowshow.foundation.models import User


@dataclass(frozen=True, slots=True)
class NamedDifference:
    """One figure that was published, and that the answers do not give."""

    words: str
    published: str
    recomputed: str
    #: The company's part of its address.
    slug: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the published figures and the answers agree."""

    words: str
    differences: Sequence[NamedDifference]


def agreement_of(actor: User, edition: Edition) -> Agreement | None:
    """Compare an edition as its answers stand now with the figures that came in with it; nothing where none did."""
    require(actor, Permission.VIEW, edition.organisation)
    found = comparison_with_publisher(edition)
    if found is None:
        return None
    rows = difference_rows(edition, found, lambda node: node.title)
    return Agreement(agreement_words(figure_counts(found)), named(rows))


def agreement_words(counts: Mapping[str, Any]) -> str:  # Any: as JSON says it
    """Say how far they agree; nothing where nothing was compared."""
    total, differing = counts.get("total", 0), counts.get("differing", 0)
    if not total:
        return ""
    if not differing:
        words = _("All {total} figures that the publisher printed agree with the answers.")
    elif 2 * differing < total:
        words = ngettext(
            "All {total} figures that the publisher printed agree with the answers, save {count} that is named.",
            "All {total} figures that the publisher printed agree with the answers, save {count} that are named.",
            differing,
        )
    else:
        words = ngettext(
            "Of {total} figures that the publisher printed, {count} differs from what the answers give.",
            "Of {total} figures that the publisher printed, {count} differ from what the answers give.",
            differing,
        )
    return words.format(
        total=number_format(total, force_grouping=True), count=number_format(differing, force_grouping=True)
    )


def named(rows: Iterable[Mapping[str, Any]]) -> list[NamedDifference]:  # Any: as JSON says it
    """Return differences in words, in the order of the files."""
    return [_named(row) for row in rows]


def _named(row: Mapping[str, Any]) -> NamedDifference:  # Any: as JSON says it
    published, recomputed = in_figures(row["published"]), in_figures(row["recomputed"])
    if published == recomputed:
        published, recomputed = f"{row['published']:.7g}", f"{row['recomputed']:.7g}"
    return NamedDifference(_words(row), published, recomputed, row["slug"], row["file"], row["row"])


def _words(row: Mapping[str, Any]) -> str:  # Any: as JSON says it
    node = row["node"]
    title = _("{title} ({node})").format(title=row["title"], node=node) if row["title"] else node
    about = ", ".join(filter(None, (row["name"], row["subject"])))
    if row["kind"] == "rank":
        words = _("Rank of {company} on {node}") if node else _("Rank of {company} in total")
    else:
        words = _("Score of {company} on {node}") if node else _("Total of {company}")
    return words.format(company=about, node=title)
