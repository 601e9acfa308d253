"""Builders of what is published: editions from files or from single answers, corrections, withdrawals, all addresses.

Each calls the real services; ``tests/benchmarks/rankings.py`` builds what comes before a publication.
"""

import csv
import io
import itertools
import json
import re

from django.utils import timezone

from knowshow.benchmarks.models import Edition, Entry, Publication, PublicationFigure
from knowshow.benchmarks.services import imports, publications
from knowshow.benchmarks.services.answers import Citation
from knowshow.foundation.models import Organisation
from tests import make
from tests.benchmarks import rankings

_numbers = itertools.count(1)
#: Why an edition with a question that nobody researched is published.
GAP = "One question is open."
COMMENT = "The policy of May says so on page 3."


# ---- what is published -------------------------------------------------------------------------------------


def edition(of: Organisation | None = None, *, by=None, **fields) -> Edition:
    """Acme and Bolt, at their last step: with a comment, a source and each kind of answer that is none."""
    of = of or make.organisation()
    made = rankings.edition(of, by=by, **{"title": f"Small index {next(_numbers)}", **fields})
    acme = rankings.answered(rankings.entry(made, about=_company(of, "Acme")))
    source = rankings.source(of)
    rankings.answer(acme, "G1.1", "yes", comment=COMMENT, sources=[Citation(source, "page 3")])
    rankings.moved(acme, "final")
    bolt = rankings.entry(made, about=_company(of, "Bolt"))
    rankings.answer(bolt, "G1.1", "no")
    rankings.answer(bolt, "G1.2", "N/A", na_reason="It has no board.")
    rankings.answer(bolt, "P1.1", "no disclosure found")
    rankings.moved(bolt, "final")
    made.refresh_from_db()
    return made


def _company(of: Organisation, name: str):
    from knowshow.benchmarks.models import Company

    return Company.objects.filter(organisation=of, name=name).first() or rankings.company(
        of, name=name, key=name.lower()
    )


def published(of: Edition | Organisation | None = None, *, reason: str = GAP, **fields) -> Publication:
    """The publication of an edition; of ``edition()`` unless one is given, in which one question is open."""
    made = of if isinstance(of, Edition) else edition(of, **fields)
    made.refresh_from_db()
    return publications.publish_edition(
        actor=make.lead_of(made.organisation), edition=made, revision=made.revision, unfinished_reason=reason
    )


def corrected(
    of: Publication, *, node: str = "G1.1", label: str = "yes", note: str = "Bolt has a policy."
) -> Publication:
    """The next publication of the same edition, with another answer of Bolt."""
    bolt = Entry.objects.get(edition=of.edition, company__name="Bolt")
    rankings.answer(rankings.moved(bolt, "reconcile"), node, label)
    rankings.moved(bolt, "final")
    made = Edition.objects.get(pk=of.edition_id)
    return publications.correct_edition(
        actor=make.lead_of(made.organisation), edition=made, revision=made.revision, note=note, unfinished_reason=GAP
    )


def withdrawn(of: Publication, *, reason: str = "The wrong file was published.") -> Publication:
    """The same publication, taken back."""
    actor = make.lead_of(of.edition.organisation)
    return publications.withdraw_publication(actor=actor, publication=of, reason=reason)


def followed(of: Publication, **fields) -> Publication:
    """The publication of the year after."""
    first = of.edition
    return published(edition(first.organisation, by=first.methodology, previous=first, period="2027", **fields))


def from_files(of: Organisation | None = None, *, subjects, answers, index=None, **fields) -> Publication:
    """The publication of an edition that came in as files: rows of subjects and answers under a methodology."""
    of = of or make.organisation()
    actor = make.lead_of(of)
    files = {
        "methodology.json": json.dumps(index or rankings.index()).encode(),
        "subjects.csv": table(
            ("company", "company_label", "company_type", "subject", "role", "service_class"), subjects
        ),
        "answers.csv": table(("company", "subject", "element", "component", "answer"), answers),
    }
    run = imports.check_folder(actor=actor, organisation=of, files=files, **fields)
    assert not run.problems, run.problems
    return published(imports.run_import(actor=actor, run=run).edition, reason="A pilot.")


def table(head, rows) -> bytes:
    """A table as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def figure(of: Publication, kind: str = "ranking", **fields) -> PublicationFigure:
    """A figure as the background worker stores it, small."""
    drawn = {
        "svg": '<svg role="img" viewBox="0 0 1 1"><title>Who stands where</title></svg>',
        "caption": "Acme leads",
        "description": "Total, in per cent",
        "table": {"headings": ["Company", "Total"], "rows": [["Acme", 100], ["=Bolt", 0]]},
        "spec": {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "point"},
        **fields,
    }
    return PublicationFigure.objects.create(publication=of, kind=kind, drawn_at=timezone.now(), **drawn)


# ---- where it is shown -------------------------------------------------------------------------------------

#: The pages of a publication: name of the address, and what it takes besides edition and number.
PAGES = (
    ("ranking", {}),
    ("companies", {}),
    ("company", {"company": "acme"}),
    ("company_node", {"company": "acme", "node": "G1"}),
    ("indicators", {}),
    ("indicator", {"node": "G1"}),
    ("changes", {}),
    ("differences", {}),
    ("answers", {}),
    ("methodology", {}),
    ("data", {}),
)
#: Its downloads.
FILES = (
    ("methodology_file", {}),
    *(("table", {"name": name}) for name in ("scores", "answers", "subjects", "sources")),
    ("everything", {}),
    ("folder", {}),
    ("figure", {"kind": "ranking", "form": "csv"}),
    ("figure", {"kind": "ranking", "form": "json"}),
)


def address(client, of: Publication, name: str, /, **more) -> str:
    """The address of a page or a file of a publication."""
    return client.address(f"rankings:{name}", slug=of.edition.slug, number=of.number, **more)


def addresses(client, of: Publication, places=(*PAGES, *FILES)) -> list[str]:
    """The addresses of everything that a publication shows."""
    return [address(client, of, name, **more) for name, more in places]


def every_address(client, of: Publication) -> list[str]:
    """Those, and the pages of each company and each node."""
    companies = list(of.scores.values_list("company_slug", flat=True))
    nodes = list(of.nodes.values_list("node", flat=True))
    more = [("company", {"company": one}) for one in companies]
    more += [("indicator", {"node": node}) for node in nodes]
    more += [("company_node", {"company": one, "node": node}) for one in companies for node in nodes]
    return list(dict.fromkeys([*addresses(client, of), *addresses(client, of, more)]))


def answer_to(client, url: str) -> tuple[int, bytes]:
    """Status and content of whatever an address answers, without looking it over; a file unpacked."""
    response = client.ask("get", url)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/zip":
        content = b"\n".join(unpacked(content).values())
    return response.status_code, content


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files in a ZIP."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_gaps(rows) -> list[list[str]]:
    """Rows of a table, without what stands under a company's name of questions that nobody researched."""
    return [[re.sub(r" ?\d+ of \d+ questions not researched$", "", cell) for cell in row] for row in rows]
