"""The worked example of a ranking: invented companies in two years, taken in and published as researchers would."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import yaml
from django.db import transaction

from knowshow.benchmarks.models import Answer, Edition, Entry, Step
from knowshow.benchmarks.services import answers, editions, imports, methodologies, publications, sources
from knowshow.benchmarks.services.answers import Citation

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from django.db.models import QuerySet

    from knowshow.benchmarks.models import Source
    from knowshow.foundation.models import Organisation, User

YEARS: Final = ("2025", "2026")
TITLE: Final = "Invented example: index of transparency"
_NOTE: Final = "Invented, to show what a ranking looks like: no company, answer or source in it is real."
#: Why a year with questions that nobody researched is published all the same.
_GAPS: Final = {"2025": "Invented: some questions about Example Cloud were left open, to show how gaps look."}
_REASON: Final = "The answers of the invented example are final as they come."


@transaction.atomic
def load_example(*, actor: User, organisation: Organisation) -> int:
    """Load and publish each year of the example that is not there yet; return how many.

    One that is there already stays as it is, changed or put away.
    """
    there = {one.slug: one for one in Edition.objects.filter(organisation=organisation, slug__in=map(_slug, YEARS))}
    loaded, previous = 0, None
    for year in YEARS:
        edition = there.get(_slug(year))
        if edition is None:
            edition, loaded = _loaded(actor, organisation, year, previous), loaded + 1
        previous = edition
    return loaded


def _slug(year: str) -> str:
    return f"invented-example-{year}"


def _loaded(actor: User, organisation: Organisation, year: str, previous: Edition | None) -> Edition:
    folder = _folder()
    files = {name: (folder / f"transparency-{year}" / name).read_bytes() for name in ("subjects.csv", "answers.csv")}
    edition = _open(actor, organisation, year, previous)
    run = imports.check_folder(actor=actor, organisation=organisation, files=files, edition=edition, name=TITLE)
    imports.run_import(actor=actor, run=run)
    _remark(actor, edition, year)
    for entry in _entries(edition):
        editions.move_step(actor=actor, entry=entry, revision=entry.revision, to=Step.FINAL, reason=_REASON)
    edition.refresh_from_db()
    publications.publish_edition(
        actor=actor, edition=edition, revision=edition.revision, unfinished_reason=_GAPS.get(year, "")
    )
    return edition


def _open(actor: User, organisation: Organisation, year: str, previous: Edition | None) -> Edition:
    methodology = methodologies.import_methodology(
        actor=actor,
        organisation=organisation,
        content=(_folder() / "methodology.yaml").read_bytes(),
        name="example.yaml",
    )
    if not methodology.is_published:
        methodology = methodologies.publish_methodology(
            actor=actor, methodology=methodology, revision=methodology.revision
        )
    return editions.open_edition(
        actor=actor,
        organisation=organisation,
        methodology=methodology,
        slug=_slug(year),
        title=f"{TITLE}, {year}",
        period=year,
        previous=previous,
        licence="CC0-1.0",
        attribution="Example Institute (invented)",
        note=_NOTE,
    )


def _remark(actor: User, edition: Edition, year: str) -> None:
    """Give some answers again, as a researcher would: with a comment, and the place where it stands."""
    said: dict[str, Any] = yaml.safe_load((_folder() / "remarks.yaml").read_bytes())  # Any: as the file says it
    known = {key: _source(actor, edition.organisation, facts, year) for key, facts in said["sources"].items()}
    rows = Answer.objects.filter(edition=edition, is_current=True).select_related("subject__company")
    given = {(one.subject.company.key, one.subject.name, one.node): one for one in rows}
    entries = {one.company.key: one for one in _entries(edition)}
    for company, part, node, comment, source, locator in said["remarks"]:
        before = given[company, part, node]
        answers.give_answer(
            actor=actor,
            entry=entries[company],
            subject=before.subject,
            node=node,
            label=before.label,
            comment=comment,
            sources=[Citation(known[source], locator)],
        )


def _entries(edition: Edition) -> QuerySet[Entry]:
    return Entry.objects.filter(edition=edition).select_related(
        "edition__organisation", "edition__methodology", "company"
    )


def _source(actor: User, organisation: Organisation, facts: dict[str, str], year: str) -> Source:
    return sources.add_source(
        actor=actor,
        organisation=organisation,
        title=f"{facts['title']}, {year}",
        url=f"{facts['url']}-{year}",
        document_date=date(int(year), 3, 1),
        accessed_on=date(int(year), 6, 15),
    )


def _folder() -> Traversable:
    return resources.files("knowshow.benchmarks") / "examples"
