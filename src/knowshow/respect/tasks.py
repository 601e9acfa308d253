"""Work for the background worker: figures and report files. A web worker only asks for it (GP 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

if TYPE_CHECKING:
    from knowshow.respect.models import Assessment


def draw_later(assessment: Assessment) -> None:
    """Have the figures drawn anew once the change is committed."""
    key = assessment.pk
    transaction.on_commit(lambda: draw_figures.enqueue(key))


@task()
def draw_figures(assessment_pk: int) -> None:
    """Draw the figures of an assessment from its content as it stands."""
    from knowshow.respect.reports import stored

    stored.draw(assessment_pk)


@task()
def make_report(report_file_pk: int) -> None:
    """Make a report file that somebody asked for."""
    from knowshow.respect.reports import stored

    stored.make(report_file_pk)
