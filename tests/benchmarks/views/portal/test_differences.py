"""The publisher's own figures beside the answers, and gaps, as everybody reads them."""

import pytest

from knowshow.benchmarks.services import imports
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def _published(organisation, lead, *, bolt: int):
    figures = f"company,kind,node,score\nacme,total,TOTAL,37.5\nacme,indicator,G1,50\nbolt,total,TOTAL,{bolt}\n"
    files = {**rankings.folder(), "expected_scores.csv": figures.encode()}
    run = imports.check_folder(actor=lead, organisation=organisation, files=files)
    return make.published(imports.run_import(actor=lead, run=run).edition)


def test_a_difference_is_named_in_words_and_leads_to_the_company(as_public, organisation, lead):
    made = _published(organisation, lead, bolt=40)
    page = as_public.get(make.address(as_public, made, "ranking"))
    assert "All 3 figures that the publisher printed agree with the answers, save 1 that is named." in page.main
    assert page.link("1 named") == make.address(as_public, made, "differences")
    page = as_public.get(make.address(as_public, made, "differences"))
    assert page.rows == [["Total of Bolt", "40", "50", "expected_scores.csv, 4"]]
    assert page.link("Total of Bolt") == make.address(as_public, made, "company", company="bolt")
    assert "expected_scores.csv: 3 figures" in page.main


def test_agreement_is_said_where_all_agree(as_public, organisation, lead):
    made = _published(organisation, lead, bolt=50)
    page = as_public.get(make.address(as_public, made, "ranking"))
    assert "All 3 figures that the publisher printed agree with the answers." in page.main
    assert page.link("none") == make.address(as_public, made, "differences")


def test_agreement_is_never_said_where_nothing_was_compared(as_public, organisation):
    made = make.published(organisation)
    assert "agree" not in as_public.get(make.address(as_public, made, "ranking")).main
    page = as_public.get(make.address(as_public, made, "differences"))
    assert "nothing was compared" in page.main
    assert page.tables == []


def test_gaps_stand_beside_the_company_that_has_them(as_public, organisation):
    made = make.published(organisation)
    rows = as_public.get(make.address(as_public, made, "ranking")).rows
    assert ["not researched" in " ".join(row) for row in rows] == [False, True]
    assert "1 of 4 questions not researched" in " ".join(rows[1])
    page = as_public.get(make.address(as_public, made, "company", company="bolt"))
    assert "1 of 4 questions not researched" in page.main
    assert "not researched" not in as_public.get(make.address(as_public, made, "company", company="acme")).main
