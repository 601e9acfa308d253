"""Files and the workspace say the same: what goes in comes out, and a file never loses what was saved."""

import pytest
from msgspec.structs import replace

from knowshow.errors import ConflictError
from knowshow.foundation.models import HistoryEntry
from knowshow.respect.filing import record_of
from knowshow.respect.models import Action, Assessment, Impact
from knowshow.respect.models import Override as OverrideRow
from knowshow.respect.rules.assessment import OtherMethod, Override
from knowshow.respect.rules.comparison import compare
from knowshow.respect.rules.pia import read_pia
from knowshow.respect.services import actions, files, overrides, products
from tests import make
from tests.respect.rules import pias

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(organisation, lead):
    """An assessment of two impacts that came from a file."""
    return make.imported(organisation, actor=lead)


def _update(assessment, lead, *replacements):
    assessment.refresh_from_db()
    return files.update_from_file(
        actor=lead, assessment=assessment, revision=assessment.revision, record=make.record(*replacements)
    )


def test_what_goes_in_comes_out(assessment, lead):
    assert files.export_assessment(actor=lead, assessment=assessment) == make.record()


def test_the_order_is_that_of_the_command_line(assessment):
    assert list(assessment.impacts.values_list("slug", flat=True)) == ["age-screening", "watched-at-work"]


def test_each_impact_points_at_the_rating_that_decides(assessment):
    impact = assessment.impacts.get(slug="age-screening")

    assert impact.deciding_rating == impact.ratings.get()


def test_a_changed_rating_is_a_new_version(assessment, lead):
    _update(assessment, lead, ("scale: 3", "scale: 4"))

    impact = assessment.impacts.get(slug="age-screening")
    assert impact.scale == 4
    assert sorted(impact.ratings.values_list("scale", "is_current")) == [(3, False), (4, True)]


@pytest.fixture
def rated_by_colleague(assessment, assessor):
    """An impact that the assessor rated gravely, with her own account."""
    impact = assessment.impacts.get(slug="age-screening")
    make.rating(impact, actor=assessor, scale=4)
    return impact


def _milder(assessment, by):
    """The file as it stands, with every rating in this name lowered."""
    record = record_of(assessment)
    lower = [
        replace(impact, ratings=tuple(replace(one, scale=1) if one.by == by else one for one in impact.ratings))
        for impact in record.impacts
    ]
    return replace(record, impacts=tuple(lower))


def _take_in(assessment, actor, record):
    assessment.refresh_from_db()
    return files.update_from_file(actor=actor, assessment=assessment, revision=assessment.revision, record=record)


def test_a_file_does_not_speak_for_a_colleague(assessment, rated_by_colleague, lead):
    milder = _milder(assessment, "Ada Assessor")

    _take_in(assessment, lead, milder)
    _take_in(assessment, lead, milder)

    rated_by_colleague.refresh_from_db()
    assert rated_by_colleague.scale == 4
    assert rated_by_colleague.has_open_disagreement
    assert rated_by_colleague.ratings.filter(is_current=True).count() == 3


def test_the_preview_says_that_a_colleagues_rating_stays(assessment, rated_by_colleague, lead):
    milder = _milder(assessment, "Ada Assessor")

    before = files.preview_import(actor=lead, assessment=assessment, record=milder)

    assert before == compare(record_of(assessment), record_of(_take_in(assessment, lead, milder)))


def test_a_file_changes_ones_own_rating(assessment, rated_by_colleague, assessor):
    _take_in(assessment, assessor, _milder(assessment, "Ada Assessor"))

    mine = rated_by_colleague.ratings.filter(assessor=assessor)
    assert sorted(mine.values_list("scale", "is_current")) == [(1, True), (4, False)]


SIGNED = Override(tier=1, reason="Too high, in my view.", proposed_by="Somebody", approved_by="Managing director")


def _with_override(record):
    first, *others = record.impacts
    return replace(record, impacts=(replace(first, override=SIGNED), *others))


def test_the_second_signature_of_an_override_is_not_taken_from_a_file(assessment, organisation, assessor):
    _take_in(assessment, assessor, _with_override(make.record()))
    new = make.imported(organisation, actor=assessor, content=_with_override(make.record()))

    for impact in (assessment.impacts.first(), new.impacts.first()):
        assert impact.overrides.get().waits


def test_a_file_leaves_an_override_that_was_signed_here(assessment, assessor, reviewer):
    signed = _with_override(make.record())
    _take_in(assessment, assessor, signed)
    override = OverrideRow.objects.get()
    overrides.approve_override(actor=reviewer, override=override)

    _take_in(assessment, assessor, signed)

    override.refresh_from_db()
    assert override.is_approved


def test_the_worked_examples_keep_both_signatures(organisation, lead):
    example = make.imported(organisation, actor=lead, example="one", content=_with_override(make.record()))

    assert example.impacts.first().overrides.get().is_approved


def test_what_the_file_leaves_out_stays(assessment, lead):
    added = make.rated_impact(assessment)

    _update(assessment, lead, ("title: Hiring assistant, first assessment", "title: Second"))

    assert assessment.impacts.filter(pk=added.pk, archived_at=None).exists()


def test_the_same_file_twice_changes_nothing(assessment, lead):
    _update(assessment, lead)

    assert record_of(assessment) == make.record()
    assert assessment.impacts.get(slug="age-screening").ratings.count() == 1


def test_a_file_is_refused_when_somebody_saved_meanwhile(assessment, lead):
    with pytest.raises(ConflictError):
        files.update_from_file(actor=lead, assessment=assessment, revision=99, record=make.record())


def test_a_file_about_the_same_product_shares_it(assessment, organisation, lead):
    second = make.imported(organisation, actor=lead)

    assert second.product == assessment.product


def test_the_history_says_what_a_file_made_of_the_product(assessment, organisation, lead):
    make.imported(organisation, actor=lead, content=make.record(("countries: [PL, NO]", "countries: [KE]")))

    assert _changes_of_product() == [("respect.product.added", []), ("respect.product.changed", ["countries"])]


def _changes_of_product():
    entries = HistoryEntry.objects.filter(subject_type="respect.product").order_by("pk")
    return list(entries.values_list("action", "changed"))


def test_a_file_that_repeats_the_product_changes_nothing_of_it(assessment, organisation, lead):
    make.imported(organisation, actor=lead)

    assert _changes_of_product() == [("respect.product.added", [])]


def test_whoever_edits_a_product_is_told_that_a_file_changed_it(assessment, organisation, lead):
    opened = assessment.product
    make.imported(organisation, actor=lead, content=make.record(("countries: [PL, NO]", "countries: [KE]")))

    with pytest.raises(ConflictError, match="Somebody else changed"):
        products.change_product(actor=lead, product=opened, revision=opened.revision, countries=["PL"])


@pytest.fixture
def candidates(organisation, lead):
    """An assessment of three candidates that came from a CNIL PIA."""
    return make.imported(organisation, actor=lead, content=read_pia(pias.whole(), "pia.json").assessment)


def test_what_a_pia_says_goes_in_and_comes_out(candidates, lead):
    assert files.export_assessment(actor=lead, assessment=candidates) == read_pia(pias.whole(), "a.json").assessment


def test_what_another_method_says_never_moves_the_order(candidates, lead):
    """CNIL's gravest is rated mildest: the order follows the ratings alone."""
    for slug, scale in (("cnil-illegitimate-access", 1), ("cnil-unwanted-change", 3), ("cnil-disappearance", 2)):
        make.rating(candidates.impacts.get(slug=slug), actor=lead, scale=scale, scope=1, irremediability=1)

    assert list(candidates.impacts.values_list("slug", flat=True)) == [
        "cnil-unwanted-change", "cnil-disappearance", "cnil-illegitimate-access",
    ]  # fmt: skip


def test_a_candidate_has_no_place_until_somebody_rates_it(candidates):
    assert not any(impact.is_rated for impact in candidates.impacts.all())


def test_a_file_that_leaves_other_methods_out_keeps_them(candidates, lead):
    record = record_of(candidates)
    first, *others = record.impacts
    said = OtherMethod(method="Another", severity="high")

    _take_in(candidates, lead, replace(record, impacts=(replace(first, other_methods=(said,)), *others)))

    impact = record_of(candidates).impacts[0]
    assert [one.method for one in impact.other_methods] == ["CNIL PIA", "Another"]


def test_names_that_a_pia_holds_are_not_stored(candidates):
    stored = str(Assessment.objects.values().get()) + str(list(Impact.objects.values()))
    for name in ("Aude", "Valideur", "Dora"):
        assert name not in stored


def test_an_action_that_a_file_gives_to_others_leaves_its_owner(assessment, lead):
    action = Action.objects.get(slug="retrain")
    actions.change_action(actor=lead, action=action, revision=action.revision, owner=lead, owner_name="")
    record = make.record(("owner: Data team", "owner: Legal team"))

    _take_in(assessment, lead, record)

    action.refresh_from_db()
    assert (action.owner, action.owner_name) == (None, "Legal team")


def test_a_file_that_repeats_the_owner_keeps_the_account(assessment, lead):
    action = Action.objects.get(slug="retrain")
    actions.change_action(actor=lead, action=action, revision=action.revision, owner=lead, owner_name="")

    _take_in(assessment, lead, make.record(("owner: Data team, due_on: 2027-01-31", "owner: Lena Lead")))

    action.refresh_from_db()
    assert action.owner == lead


def test_a_file_cannot_reach_into_another_organisation(assessment, outsider):
    make.imported(outsider.memberships.get().organisation, actor=outsider)

    assert Impact.objects.filter(organisation=assessment.organisation).count() == 2
