"""The worked examples: they read, say whose ratings they are, and claim no more about real companies than was found."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowshow.respect.rules import quality
from knowshow.respect.rules.assessed import Assessed, assess
from knowshow.respect.rules.assessment import Assessment, Impact, Source
from knowshow.respect.rules.involvement import FACTORS, QUESTIONS, propose
from knowshow.respect.rules.reading import read_bytes, read_file
from knowshow.respect.rules.statement import is_country, sentence
from knowshow.respect.rules.writing import as_yaml
from knowshow.respect.services import files
from tests import make

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "src/knowshow/respect/examples"

HIRING = "hiring-assistant"
PUBLISHED = (
    "facebook-myanmar-2018",
    "google-celebrity-recognition-2019",
    "meta-end-to-end-encryption-2022",
    "telenor-myanmar-exit",
)
ALL = (*PUBLISHED, HIRING)

#: Verdicts that no sentence of an example passes on anyone.
BLAME = {"guilty", "complicit", "culpable", "negligent", "reckless", "perpetrator", "evil", "shameful"}

#: Each file's order. Who changes a rating sees here what it moves.
ORDER = {
    "facebook-myanmar-2018": (
        "incitement evidence-lost forwarded-rumours hatred-of-muslims attacks-on-women threats-to-defenders "
        "election-rumours unreadable-tools"
    ),
    "google-celebrity-recognition-2019": (
        "search-for-anyone faces-in-crowds child-performers cut-from-films wrong-names found-in-every-frame"
    ),
    "meta-end-to-end-encryption-2022": (
        "abuse-unseen messages-read traffickers-unseen ordered-scanning shown-without-account hate-in-groups"
    ),
    "telenor-myanmar-exit": (
        "customer-data-sold tower-in-alethankyaw former-staff interception-after-sale data-orders network-closed "
        "shutdown-orders"
    ),
    HIRING: (
        "interviews-leaked women-marked-down accents-misheard timed-interview older-filtered paper-applicants "
        "no-reasons recruiters-watched"
    ),
}

#: Each file's weak spots, which are left in knowingly: the rule, and the impacts where it points.
WEAK_SPOTS = {
    "facebook-myanmar-2018": {
        "QR-05": "election-rumours forwarded-rumours",
        "QR-06": "attacks-on-women threats-to-defenders",
        "QR-09": (
            "attacks-on-women election-rumours evidence-lost forwarded-rumours hatred-of-muslims incitement "
            "threats-to-defenders"
        ),
        "QR-10": (
            "attacks-on-women election-rumours evidence-lost forwarded-rumours hatred-of-muslims threats-to-defenders"
        ),
    },
    "google-celebrity-recognition-2019": {
        "QR-06": "child-performers",
        "QR-09": "child-performers faces-in-crowds search-for-anyone",
        "QR-10": "child-performers faces-in-crowds search-for-anyone",
    },
    "meta-end-to-end-encryption-2022": {
        "QR-03": "ordered-scanning",
        "QR-05": "abuse-unseen abuse-unseen traffickers-unseen",
        "QR-06": "hate-in-groups ordered-scanning shown-without-account",
        "QR-09": (
            "abuse-unseen hate-in-groups messages-read ordered-scanning shown-without-account traffickers-unseen"
        ),
        "QR-10": (
            "abuse-unseen hate-in-groups messages-read ordered-scanning shown-without-account traffickers-unseen"
        ),
    },
    "telenor-myanmar-exit": {
        "QR-05": "customer-data-sold",
        "QR-06": "data-orders",
        "QR-09": ("customer-data-sold data-orders former-staff interception-after-sale network-closed shutdown-orders"),
        "QR-10": "interception-after-sale network-closed shutdown-orders",
        "QR-15": "tower-in-alethankyaw",
    },
    HIRING: {"QR-05": "accents-misheard", "QR-09": "accents-misheard", "QR-10": "accents-misheard"},
}

each = pytest.mark.parametrize("name", ALL)
each_published = pytest.mark.parametrize("name", PUBLISHED)


@cache
def example(name: str) -> Assessment:
    return read_file(EXAMPLES / f"{name}.yaml")


@cache
def ranked(name: str) -> Assessed:
    return assess(example(name))


def impact(name: str, slug: str) -> Impact:
    return next(one for one in example(name).impacts if one.id == slug)


def sources(found: Assessment) -> Iterator[Source]:
    """Every source of a file, wherever it stands."""
    yield from found.sources
    yield from filter(None, [found.source])
    for one in found.impacts:
        yield from (piece for rating in one.ratings for piece in rating.evidence)
        yield from (action.source for action in one.actions if action.source)
        yield from filter(None, [one.involvement.quoted_from])


def test_every_file_of_the_folder_is_tested_here():
    assert sorted(path.stem for path in EXAMPLES.glob("*.yaml")) == sorted(ALL)


def test_the_folder_at_the_top_is_the_same_folder():
    link = ROOT / "examples"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == EXAMPLES


def test_the_command_line_reads_them_all():
    files = [str(EXAMPLES / f"{name}.yaml") for name in ALL]
    done = subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", "assess", "--json", *files], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert [one["title"] for one in json.loads(done.stdout)] == [example(name).title for name in ALL]


@each
def test_each_has_five_to_nine_impacts(name):
    assert 5 <= len(example(name).impacts) <= 9


@each
def test_each_can_be_written_and_read_again(name):
    assert read_bytes(as_yaml(example(name)).encode(), "again.yaml") == example(name)


@each
def test_countries_are_countries(name):
    assert all(is_country(code) for code in example(name).subject.countries)


@each
def test_the_order_is_the_expected_one(name):
    assert [one.impact.id for one in ranked(name).impacts] == ORDER[name].split()


@each
def test_the_weak_spots_are_those_left_in_knowingly(name):
    found: dict[str, list[str]] = {}
    for problem in ranked(name).problems:
        found.setdefault(problem.rule, []).append(problem.impact)
    assert {rule: sorted(slugs) for rule, slugs in found.items()} == {
        rule: slugs.split() for rule, slugs in WEAK_SPOTS[name].items()
    }


@each
def test_a_heat_map_would_have_put_some_pair_the_other_way_round(name):
    assert ranked(name).inversion_count > 0


@each
def test_every_rating_names_evidence_or_says_that_there_is_none(name):
    for one in example(name).impacts:
        for rating in one.ratings:
            assert rating.evidence or "no evidence" in rating.rationale.casefold(), (one.id, rating.group)


@each
def test_every_rating_says_who_rated_and_when(name):
    assert all(rating.by and rating.on for one in example(name).impacts for rating in one.ratings)


@each
def test_addresses_are_https(name):
    assert all(source.url.startswith("https://") for source in sources(example(name)) if source.url)


@each
def test_nothing_was_read_in_the_future(name):
    found = example(name)
    assert all(source.accessed_on <= date(2026, 11, 24) for source in sources(found) if source.accessed_on)


@each
def test_a_page_read_says_its_address_and_a_page_without_address_says_why(name):
    for source in sources(example(name)):
        if name != HIRING and not source.url:
            assert source.note, source.title
        assert source.url or not source.accessed_on, source.title


@each
def test_business_risk_is_there_and_apart(name):
    assert all(one.business_risk for one in example(name).impacts)


@each
def test_delay_is_explained(name):
    for one in example(name).impacts:
        assert one.delay_makes_irremediable == bool(one.delay_rationale), one.id


@each
def test_sentences_pass_no_verdict(name):
    for one in example(name).impacts:
        words = set(f"{sentence(one)} {one.statement.how} {one.notes}".casefold().replace(",", " ").split())
        assert not words & BLAME, one.id


@each
def test_features_are_short_noun_phrases(name):
    for one in example(name).impacts:
        assert len(one.statement.feature.split()) <= 10, one.id
        assert not one.statement.feature.endswith("."), one.id


@each
def test_answers_and_factors_are_known_ones(name):
    for one in example(name).impacts:
        assert set(one.involvement.answers) <= {question.id for question in QUESTIONS}, one.id
        assert set(one.involvement.factors) <= set(FACTORS), one.id


# Real companies.


@each_published
def test_the_note_says_that_the_ratings_are_knowshows_own(name):
    note = example(name).note
    assert "The ratings are Knowshow's own." in note
    assert "they are not those of" in note


@each_published
def test_a_published_case_has_its_source(name):
    source = example(name).source
    assert source
    assert source.title
    assert source.publisher
    assert source.year
    assert source.url


@each_published
def test_raters_of_published_cases_are_readings_not_persons(name):
    raters = {rating.by for one in example(name).impacts for rating in one.ratings}
    assert raters <= {"Knowshow reading A", "Knowshow reading B"}


@each_published
def test_a_conclusion_on_a_real_company_is_a_quoted_one(name):
    for one in example(name).impacts:
        found = one.involvement
        quoted = bool(found.quote and found.quoted_from and found.quoted_from.url)
        assert found.conclusion == "undetermined" or quoted, one.id
        assert bool(found.quote) == bool(found.quoted_from), one.id


@each_published
def test_knowshow_proposes_nothing_on_a_real_company_either(name):
    for one in example(name).impacts:
        assert propose(one.involvement.answers, one.involvement.factors).conclusion == "undetermined", one.id


def test_the_only_conclusion_on_a_real_company_is_the_contact_points():
    concluded = {
        (name, one.id): one.involvement.conclusion
        for name in PUBLISHED
        for one in example(name).impacts
        if one.involvement.conclusion != "undetermined"
    }
    assert concluded == {("telenor-myanmar-exit", "tower-in-alethankyaw"): "linked"}
    assert "directly linked" in impact("telenor-myanmar-exit", "tower-in-alethankyaw").involvement.quote


@each_published
def test_what_is_said_to_have_happened_has_a_status_word(name):
    assert all(one.status_word for one in example(name).impacts if one.state == "actual")


@each_published
def test_actions_of_real_companies_have_an_owner_and_a_source_and_never_look_late(name):
    for one in example(name).impacts:
        for action in one.actions:
            assert action.source, action.id
            assert action.owner, action.id
            assert action.due_on is None, action.id


def test_the_other_side_of_a_dispute_is_heard():
    text = (EXAMPLES / "telenor-myanmar-exit.yaml").read_text(encoding="utf-8")
    assert "Telenor disagrees with several" in example("telenor-myanmar-exit").note
    assert "responsiblebusiness.no" in text
    assert "www.telenor.com/media/newsroom/press-releases" in text


# Golden ratings and the features that each file is there to show.


def test_incitement_before_mass_violence_is_rated_4_4_4():
    first = ranked("facebook-myanmar-2018").impacts[0]
    assert (first.tier, first.deciding_group) == (4, "ETH")
    assert (first.severity.scale, first.severity.scope, first.severity.irremediability) == (4, 4, 4)


def test_encryption_is_told_as_rights_of_groups_on_both_sides():
    features = {
        one.statement.feature: one.statement.group for one in example("meta-end-to-end-encryption-2022").impacts
    }
    assert features["private messages without end-to-end encryption"] == "HRD"
    assert impact("meta-end-to-end-encryption-2022", "abuse-unseen").statement.group == "CHI"
    assert impact("meta-end-to-end-encryption-2022", "ordered-scanning").ratings[0].likelihood == "remote"


def test_limits_change_the_likelihood_and_not_how_grave_it_would_be():
    inherent, residual = impact("google-celebrity-recognition-2019", "search-for-anyone").ratings
    assert (inherent.basis, residual.basis) == ("inherent", "residual")
    assert (inherent.likelihood, residual.likelihood) == ("foreseeable", "remote")
    assert [(r.scale, r.scope, r.irremediability) for r in (inherent, residual)] == [(3, 4, 4)] * 2


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("facebook-myanmar-2018", "hatred-of-muslims"),
        ("meta-end-to-end-encryption-2022", "abuse-unseen"),
        (HIRING, "women-marked-down"),
    ],
)
def test_two_raters_differ_and_someone_resolves(name, slug):
    one = impact(name, slug)
    assert one.disagreement
    assert quality.disputed_groups(one) == (one.disagreement.group,)


def test_the_hiring_tool_is_plainly_invented():
    found = example(HIRING)
    assert found.company == "Example Company"
    assert found.note.startswith("Everything about Example Company is invented")


def test_the_hiring_tool_shows_a_late_action_to_whoever_knows_the_date():
    late = [f for f in quality.findings(example(HIRING), today=date(2026, 11, 24)) if f.rule == "QR-16"]
    assert [finding.impact for finding in late] == ["women-marked-down"]


def test_an_override_of_two_people_leaves_the_order_alone():
    one = impact(HIRING, "timed-interview")
    assert one.override
    assert one.override.proposed_by != one.override.approved_by
    assert next(r.tier for r in ranked(HIRING).impacts if r.impact.id == one.id) == 3


def test_what_was_concluded_follows_from_the_answers():
    for one in example(HIRING).impacts:
        answers, found = one.involvement.answers, one.involvement
        assert propose(answers, found.factors).conclusion == found.conclusion, one.id


def test_owners_of_the_hiring_tool_are_roles_and_open_actions_have_indicators_of_effect():
    actions = [action for one in example(HIRING).impacts for action in one.actions]
    assert all(action.owner for action in actions)
    assert sum(bool(action.indicator) for action in actions) >= len(actions) - 1


@each
def test_the_documents_name_each_example(name):
    for page in (EXAMPLES / "README.md", ROOT / "docs/examples.md"):
        assert f"{name}.yaml" in page.read_text(encoding="utf-8"), page


def test_the_documents_count_the_impacts_of_real_companies():
    count = sum(len(example(name).impacts) for name in PUBLISHED)
    assert f"Of all {count} impacts of real companies" in (ROOT / "docs/examples.md").read_text(
        encoding="utf-8"
    ).replace("\n", " ")


# In the workspace.


@each
@pytest.mark.django_db
def test_what_goes_into_the_workspace_comes_out(name, organisation, lead):
    stored = make.imported(organisation, actor=lead, example=name, content=example(name))
    assert files.export_assessment(actor=lead, assessment=stored) == example(name)
    assert list(stored.impacts.values_list("slug", flat=True)) == ORDER[name].split()
