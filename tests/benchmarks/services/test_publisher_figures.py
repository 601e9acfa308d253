"""What an index's own publisher printed is kept, and compared with the answers at every publication."""

import pytest

from knowshow.benchmarks.models import Answer, Entry, PublisherFigures
from knowshow.benchmarks.selectors import research
from knowshow.benchmarks.selectors.differences import agreement_of
from knowshow.benchmarks.selectors.editions import may_carry, progress_of
from knowshow.benchmarks.services import answers, imports
from knowshow.errors import BadInputError, NotAllowedError
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db

#: Acme has 50 on G1 and 25 on P1: in total 37.5. Bolt has 50 on G1, and nothing else is asked of it.
SCORES = "company,kind,node,score\nacme,total,TOTAL,37.5\nacme,indicator,G1,50\nbolt,total,TOTAL,{bolt}\n"


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def _check(actor, organisation, *, bolt="50", figures=SCORES, **fields):
    files = {**rankings.folder(), "expected_scores.csv": figures.format(bolt=bolt).encode()}
    return imports.check_folder(actor=actor, organisation=organisation, files=files, **fields)


def _edition(actor, organisation, **fields):
    return imports.run_import(actor=actor, run=_check(actor, organisation, **fields)).edition


@pytest.mark.parametrize(("bolt", "differing"), [("50", 0), ("40", 1)])
def test_the_preview_says_how_many_differ(bolt, differing, assessor, organisation):
    run = _check(assessor, organisation, bolt=bolt)
    assert (run.plan["figures"], run.plan["differing"]) == (3, differing)
    assert not PublisherFigures.objects.exists()


def test_a_figure_of_nobody_is_told_with_its_row(assessor, organisation):
    (problem,) = _check(assessor, organisation, figures=f"{SCORES}acmee,total,TOTAL,3\n").problems
    assert (problem["file"], problem["row"], problem["what"]) == (
        "expected_scores.csv",
        5,
        "There is no company 'acmee'.",
    )


def test_where_all_agree_the_publication_says_so(assessor, organisation):
    made = make.published(_edition(assessor, organisation))
    assert made.results["publisher"] == {
        "compared": {"expected_scores.csv": 3}, "total": 3, "differing": 0, "left_out": 0,
    }  # fmt: skip
    assert made.differences == []


def test_where_one_differs_it_is_named(assessor, organisation):
    made = make.published(_edition(assessor, organisation, bolt="40"))
    assert made.differences == [
        {
            "file": "expected_scores.csv", "row": 4, "kind": "total", "company": "bolt", "subject": "", "node": "",
            "published": 40, "recomputed": 50, "slug": "bolt", "name": "Bolt", "title": "",
        }
    ]  # fmt: skip


def test_where_nothing_was_compared_nothing_is_said(organisation, lead):
    made = make.published(organisation)
    assert (made.results["publisher"], made.differences) == ({}, [])
    assert agreement_of(lead, made.edition) is None


def test_an_answer_that_changes_is_compared_anew(assessor, organisation, lead):
    edition = _edition(assessor, organisation)
    assert agreement_of(lead, edition).words == "All 3 figures that the publisher printed agree with the answers."
    rankings.answer(edition.entries.get(company__key="acme"), "G1.2", "yes")
    found = agreement_of(lead, edition)
    assert found.words == "Of 3 figures that the publisher printed, 2 differ from what the answers give."
    assert [(one.words, one.published, one.recomputed) for one in found.differences] == [
        ("Total of Acme", "37.5", "62.5"),
        ("Score of Acme on Commitment (G1)", "50", "100"),
    ]
    assert make.published(edition).results["publisher"]["differing"] == 2


def test_a_company_that_left_is_left_out_and_not_counted_as_agreeing(assessor, organisation, lead):
    edition = _edition(assessor, organisation)
    Entry.objects.filter(edition=edition, company__key="bolt").delete()
    counts = make.published(edition).results["publisher"]
    assert (counts["total"], counts["left_out"]) == (2, 1)


def test_figures_brought_later_stand_in_the_place_of_earlier_ones(assessor, organisation):
    edition = _edition(assessor, organisation)
    imports.run_import(actor=assessor, run=_check(assessor, organisation, bolt="40", edition=edition))
    kept = PublisherFigures.objects.get(edition=edition)
    assert [row[-1] for row in kept.files["expected_scores.csv"]] == [37.5, 50, 40]
    assert kept.brought_by == assessor


@pytest.mark.parametrize("who", ["outsider"])
def test_others_do_not_see_them(who, assessor, organisation, request):
    edition = _edition(assessor, organisation)
    with pytest.raises(NotAllowedError):
        agreement_of(request.getfixturevalue(who), edition)


# ---- gaps --------------------------------------------------------------------------------------------------


def test_a_gap_is_published_with_a_reason_and_told(organisation, lead):
    edition = make.edition(organisation)
    with pytest.raises(BadInputError, match="Bolt has 1 question that nobody has researched"):
        make.published(edition, reason="")
    made = make.published(edition, reason="Bolt follows.")
    rows = {one.company_slug: (one.not_researched, one.questions) for one in made.scores.all()}
    assert rows == {"acme": (0, 4), "bolt": (1, 4)}
    assert (made.results["not_researched"], made.results["questions"]) == (1, 8)


def test_answers_of_last_year_that_nobody_confirmed_need_a_reason(organisation, lead):
    before = make.edition(organisation)
    edition = rankings.edition(organisation, by=before.methodology, previous=before, period="2027")
    entry = rankings.entry(edition, about=before.entries.get(company__name="Acme").company)
    assert may_carry(lead, edition, progress_of(lead, edition))
    answers.carry_over(actor=lead, entry=entry)
    assert not may_carry(lead, edition, progress_of(lead, edition))
    rankings.moved(entry, "final")
    with pytest.raises(BadInputError, match="Acme has 4 answers of last year that nobody confirmed"):
        make.published(edition, reason="")


def test_a_carried_answer_that_a_file_repeats_is_confirmed(organisation, lead):
    before = make.edition(organisation)
    edition = rankings.edition(organisation, by=before.methodology, previous=before, period="2027")
    entry = rankings.entry(edition, about=before.entries.get(company__name="Acme").company)
    answers.carry_over(actor=lead, entry=entry)
    said = "company,subject,element,answer\nacme,Group,G1.1,yes\n"
    run = imports.check_folder(
        actor=lead, organisation=organisation, files={"answers.csv": said.encode()}, edition=edition
    )
    imports.run_import(actor=lead, run=run)
    now = Answer.objects.get(edition=edition, node="G1.1", is_current=True)
    assert (now.step, now.same_as_last_year, now.comment, now.citations.count()) == ("collect", "yes", make.COMMENT, 1)
    assert "G1.1" not in {one.node for one in research.to_confirm(lead, entry)}


def test_an_answer_given_in_the_first_step_is_not_one_of_last_year(organisation, lead):
    entry = rankings.moved(rankings.entry(rankings.edition(organisation)), "import")
    assert rankings.answer(entry).step == "collect"


def test_a_company_that_differs_by_capitals_is_told(organisation, assessor):
    rankings.company(organisation, name="ACME", key="ACME")
    run = imports.check_folder(actor=assessor, organisation=organisation, files=rankings.folder())
    assert run.plan["alike"] == [["acme", "ACME"]]
