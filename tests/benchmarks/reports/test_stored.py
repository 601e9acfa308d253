"""The worker draws a publication once, and leaves out what its data cannot fill."""

import pytest

from knowshow.benchmarks import tasks
from knowshow.benchmarks.reports import stored
from knowshow.benchmarks.services import publications
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def _published(edition, lead, **fields):
    edition.refresh_from_db()
    return publications.publish_edition(actor=lead, edition=edition, revision=edition.revision, **fields)


@pytest.fixture
def publication(organisation, lead):
    """Two companies, published."""
    edition = rankings.edition(organisation, title="Small index 2026")
    rankings.final(rankings.entry(edition, about=rankings.company(organisation, name="Acme")))
    rankings.final(rankings.entry(edition, about=rankings.company(organisation, name="Bolt")), G1_1="no")
    return _published(edition, lead)


def test_the_figures_say_what_they_show(publication):
    stored.draw(publication.pk)
    found = {one.kind: one for one in publication.figures.all()}
    assert set(found) == {"ranking", "heat-map", "answers", "services:acme", "services:bolt"}
    assert "Acme" in found["ranking"].caption
    assert 'role="img"' in found["ranking"].svg
    assert found["ranking"].table["rows"][0][:3] == [1, "Acme", 88]
    assert [row[0] for row in found["heat-map"].table["rows"]] == ["G1", "P1"]


def test_drawing_again_draws_nothing_new(publication):
    stored.draw(publication.pk)
    before = list(publication.figures.values_list("pk", "drawn_at"))
    stored.draw(publication.pk)
    assert list(publication.figures.values_list("pk", "drawn_at")) == before


def test_a_gap_in_the_research_is_drawn_as_one(organisation, lead):
    edition = rankings.edition(organisation)
    rankings.answer(rankings.entry(edition), label="no disclosure found")
    made = _published(edition, lead, unfinished_reason="A pilot.")
    stored.draw(made.pk)
    rows = made.figures.get(kind="answers").table["rows"]
    assert {row[2] for row in rows} == {"no disclosure found", "not researched"}


def test_types_that_are_ranked_apart_are_drawn_apart(organisation, lead):
    by = rankings.methodology(organisation, ranking={"within": "company_type"})
    edition = rankings.edition(by=by)
    for kind in ("platform", "telecom operator"):
        rankings.final(rankings.entry(edition, about=rankings.company(organisation, company_type=kind)))
    made = _published(edition, lead)
    stored.draw(made.pk)
    kinds = {one.kind for one in made.figures.filter(kind__startswith="ranking")}
    assert kinds == {"ranking:platform", "ranking:telecom-operator"}


def test_two_years_are_drawn_over_what_both_ask(organisation, lead):
    last = rankings.final(rankings.entry(rankings.edition(organisation, period="2025")), G1_1="no", G1_2="no")
    _published(last.edition, lead)
    edition = rankings.edition(by=last.edition.methodology, previous=last.edition, period="2026")
    rankings.final(rankings.entry(edition, about=last.company))
    made = _published(edition, lead)
    stored.draw(made.pk)
    figure = made.figures.get(kind="slopes")
    assert figure.table["headings"] == ["Company", "2025", "2026", "Change"]


def test_what_was_never_drawn_is_asked_for(publication, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        assert tasks.draw_missing() == 1
    assert len(asked) == 1
    stored.draw(publication.pk)
    assert tasks.draw_missing() == 0


def test_a_publication_that_is_gone_is_passed_over(db):
    stored.draw(0)
