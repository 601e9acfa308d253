"""Every address of a published ranking: answered where something is published, and nowhere else."""

import pytest

from knowshow.benchmarks.urls import portal as urls
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db
_EVERYTHING = (*make.PAGES, *make.FILES)


@pytest.fixture
def publication(organisation):
    """The second year of a ranking, with a figure."""
    made = make.followed(make.published(organisation, title="Small index 2026"), title="Small index 2027")
    make.figure(made)
    return made


@pytest.fixture
def address(as_public, publication):
    """Makes the address of a page of the publication, or of another edition, number or part."""

    def made(name, /, **more):
        return as_public.address(f"rankings:{name}", **{"slug": "small-index-2027", "number": 1, **more})

    return made


def test_no_address_is_untested():
    asked = {name for name, _more in _EVERYTHING} | {"index", "newest"}
    assert asked == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize(("name", "more"), make.PAGES)
def test_every_page_is_there_for_everybody(name, more, as_public, address):
    page = as_public.get(address(name, **more))
    assert page.response.headers["Cache-Control"].startswith("public")
    assert page.heading


@pytest.mark.parametrize(("name", "more"), make.FILES)
def test_every_file_is_there_for_everybody(name, more, as_public, address):
    response = as_public.download(address(name, **more))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="small-index-2027-1')
    assert b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("wrong", [{"slug": "no-such-index"}, {"number": 9}, {"number": 10**8}])
def test_an_edition_or_number_that_is_not_published_is_not_found(wrong, as_public, address):
    for name, more in _EVERYTHING:
        page = as_public.get(address(name, **{**more, **wrong}), status=404)
        assert page.response.headers["Cache-Control"] == "no-store", page.url


def test_a_number_beyond_measure_is_not_found(as_public, address):
    as_public.get(address("ranking", number=10**30), status=404)


def test_a_company_node_table_or_figure_that_is_not_there_is_not_found(as_public, address):
    for name, more in (
        ("company", {"company": "nobody"}),
        ("company_node", {"company": "nobody", "node": "G1"}),
        ("company_node", {"company": "acme", "node": "G9"}),
        ("company_node", {"company": "acme", "node": "G1.1"}),
        ("indicator", {"node": "G9"}),
        ("indicator", {"node": "TOTAL"}),
        ("table", {"name": "researchers"}),
        ("figure", {"kind": "heat-map", "form": "csv"}),
        ("figure", {"kind": "services:nobody", "form": "json"}),
    ):
        as_public.get(address(name, **more), status=404)


def test_a_figure_has_no_other_form(as_public, address):
    as_public.get(address("figure", kind="ranking", form="csv").replace(".csv", ".svg"), status=404)


def test_the_first_year_has_no_page_of_change(as_public, address):
    assert as_public.get(address("changes")).heading
    as_public.get(address("changes", slug="small-index-2026"), status=404)
    assert "Change" not in as_public.get(address("ranking", slug="small-index-2026")).main


def test_nothing_is_taken_in(as_public, address):
    answers = {(name, *more.values()): as_public.ask("post", address(name, **more)) for name, more in _EVERYTHING}
    assert {place for place, answer in answers.items() if answer.status_code != 405} == set()


def test_the_list_names_the_newest_of_each_edition(as_public, publication):
    page = as_public.get(as_public.address("rankings:index"))
    assert page.headings == ["Small index 2027", "Small index 2026"]
    assert "2 companies, 7 answers" in page.main
    assert page.link("Small index 2027") == "/rankings/small-index-2027/"


def test_the_list_says_when_nothing_is_published(as_public, organisation):
    make.edition(organisation)
    page = as_public.get(as_public.address("rankings:index"))
    assert "Nothing is published yet." in page.main


def test_an_edition_leads_to_its_newest_number(as_public, publication):
    url = as_public.address("rankings:newest", slug="small-index-2027")
    assert as_public.get(url, status=302).location == "/rankings/small-index-2027/1/"
    make.corrected(publication)
    assert as_public.get(url, status=302).location == "/rankings/small-index-2027/2/"
    as_public.get(as_public.address("rankings:newest", slug="no-such-index"), status=404)


def test_an_edition_in_research_has_no_address(as_public, organisation):
    edition = make.edition(organisation, title="Not yet")
    as_public.get(as_public.address("rankings:newest", slug=edition.slug), status=404)
    for name, more in _EVERYTHING:
        url = as_public.address(f"rankings:{name}", slug=edition.slug, number=1, **more)
        assert as_public.ask("get", url).status_code == 404


def test_the_ranking_is_complete_before_its_figures_are_drawn(as_public, organisation):
    made = make.published(rankings.final(rankings.entry(rankings.edition(organisation))).edition)
    page = as_public.get(make.address(as_public, made, "ranking"))
    assert "The charts are being drawn." in page.main
    assert len(page.rows) == 1


@pytest.mark.parametrize(("name", "more"), make.PAGES)
def test_a_page_asks_the_database_a_few_times_however_much_there_is(
    name, more, as_public, publication, address, django_assert_max_num_queries
):
    for number in range(20):
        make.figure(publication, f"services:company-{number}")
    with django_assert_max_num_queries(8):
        as_public.get(address(name, **more))
