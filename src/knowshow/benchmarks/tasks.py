"""Work for the background worker: the figures of a publication (GP 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Publication


def draw_later(publication: Publication) -> None:
    """Have the figures drawn once the publication is stored."""
    key = publication.pk
    transaction.on_commit(lambda: draw_figures.enqueue(key))


def draw_missing() -> int:
    """Ask for the figures of publications that have none; return how many lacked them."""
    from knowshow.benchmarks.models import Publication

    lacking = list(Publication.objects.filter(figures__isnull=True).only("pk"))
    for publication in lacking:
        draw_later(publication)
    return len(lacking)


@task()
def draw_figures(publication_pk: int) -> None:
    """Draw the figures of a publication from what it stores."""
    from knowshow.benchmarks.reports import stored

    stored.draw(publication_pk)
