"""What stands, what was corrected and what was taken back: each number keeps its address and says which it is."""

import pytest

from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db
REASON = "Two columns were swapped. We work it out anew."


@pytest.fixture
def first(organisation):
    """The first publication of an edition."""
    made = make.published(organisation, title="Small index 2026")
    make.figure(made)
    return made


def test_the_older_number_says_that_it_was_corrected_and_keeps_its_scores(as_public, first):
    make.corrected(first, note="Bolt has a policy since May.")
    page = as_public.get(make.address(as_public, first, "ranking"))
    assert "A correction was published. Bolt has a policy since May." in page.main
    assert _totals(page) == {"Acme": "88", "Bolt": "0"}
    newer = page.click("Go to publication 2")
    assert "A correction was published." not in newer.main
    assert "Corrected: Bolt has a policy since May." in newer.main
    assert _totals(newer) == {"Acme": "88", "Bolt": "50"}


def _totals(page):
    """The totals of the table of all scores, by company."""
    return {row[1]: row[2] for row in make.without_gaps(page.tables[-1][1:])}


@pytest.mark.parametrize(("name", "more"), [one for one in make.PAGES if one[0] != "changes"])
def test_every_page_of_the_older_number_says_so(name, more, as_public, first):
    make.corrected(first)
    assert "A correction was published." in as_public.get(make.address(as_public, first, name, **more)).main


def test_a_company_that_left_its_last_step_is_named_with_the_reason(as_public, organisation):
    made = make.published(rankings.final(rankings.entry(rankings.edition(organisation))).edition, reason="")
    assert "Published before everything was done" not in as_public.get(make.address(as_public, made, "ranking")).main
    pilot = make.published(_unfinished(organisation), reason="A pilot, to be reviewed in May.")
    page = as_public.get(make.address(as_public, pilot, "ranking"))
    assert "Published before everything was done: A pilot, to be reviewed in May." in page.main


def _unfinished(organisation):
    return rankings.answered(rankings.entry(rankings.edition(organisation))).edition


def test_what_was_withdrawn_is_gone_from_every_page_and_file_and_says_why(as_public, first):
    addresses = make.every_address(as_public, first)
    assert len(addresses) > 25
    make.withdrawn(first, reason=REASON)
    for url in addresses:
        page = as_public.get(url, status=410)
        assert "Publication 1 was withdrawn on" in page.main
        assert "Two columns were swapped. We work it out anew." in page.main
        assert page.response.headers["Cache-Control"] == "no-store", "no cache may keep it beside the data"
        for said in ("Acme", "Bolt", "87.5", make.COMMENT, "Is there a policy?"):
            assert said not in page.html, f"{url} still says {said}"
        assert not page.tables


def test_what_is_unknown_of_a_withdrawn_number_is_not_told_apart(as_public, first):
    make.withdrawn(first)
    as_public.get(make.address(as_public, first, "company", company="nobody"), status=410)


def test_a_withdrawn_number_leads_to_the_one_that_takes_its_place(as_public, first):
    make.corrected(first)
    make.withdrawn(first)
    page = as_public.get(make.address(as_public, first, "ranking"), status=410)
    assert page.link("Publication 2 takes its place") == "/rankings/small-index-2026/2/"


def test_a_withdrawn_correction_does_not_bring_back_what_it_corrected(as_public, first):
    second = make.corrected(first)
    make.withdrawn(second)
    newest = as_public.address("rankings:newest", slug="small-index-2026")
    assert as_public.get(newest, status=302).location.endswith("/2/"), "its page tells why it is gone"
    older = as_public.get(make.address(as_public, first, "ranking"))
    assert "A correction was published and withdrawn." in older.main
    assert "Nothing is published yet." in as_public.get(as_public.address("rankings:index")).main


def test_the_list_of_publications_says_what_became_of_each(as_public, first):
    second = make.corrected(first, note="Bolt has a policy.")
    make.withdrawn(first)
    said = as_public.get(make.address(as_public, second, "data")).main
    assert "Publication 2," in said
    assert "withdrawn" in said
    assert "Bolt has a policy." in said


def test_a_year_that_was_withdrawn_is_compared_with_no_more(as_public, organisation, first):
    make.withdrawn(first)
    second = make.followed(first, title="Small index 2027")
    as_public.get(make.address(as_public, second, "changes"), status=404)
    for url in make.every_address(as_public, second):
        assert b"Small index 2026" not in make.answer_to(as_public, url)[1]


def test_a_year_that_is_withdrawn_later_goes_from_the_year_after(as_public, organisation, first):
    second = make.followed(first, title="Small index 2027")
    make.figure(second, "slopes")
    as_public.get(make.address(as_public, second, "changes"))
    make.withdrawn(first)
    as_public.get(make.address(as_public, second, "changes"), status=404)
    for url in make.every_address(as_public, second):
        assert b"Small index 2026" not in make.answer_to(as_public, url)[1], url
