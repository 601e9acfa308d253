"""Products, assessments, impacts, actions, findings: what services promise beside ratings and approvals."""

import datetime as dt

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, UnknownIdError
from knowshow.foundation.models import HistoryEntry, Role
from knowshow.respect.models import Impact, Override
from knowshow.respect.rules import assessment as records
from knowshow.respect.selectors.findings import findings_of
from knowshow.respect.services import actions, assessments, findings, impacts, overrides, products
from tests import make

pytestmark = pytest.mark.django_db


def test_a_name_is_taken_once_in_an_organisation(organisation, lead):
    make.product(organisation, name="Maps")

    with pytest.raises(ConflictError, match="already"):
        make.product(organisation, name="maps")


def test_two_organisations_may_use_the_same_name(organisation, lead, outsider):
    make.product(organisation, name="Maps")

    assert make.product(outsider.memberships.get().organisation, name="Maps")


def test_an_unknown_technology_names_the_nearest(organisation, lead):
    with pytest.raises(UnknownIdError, match="Did you mean"):
        make.product(organisation, technologies=["SOX"])


def test_relationships_are_kept_in_order(organisation, lead):
    named = [records.Relationship(name=name) for name in ("Ministry", "Reseller")]

    product = make.product(organisation, relationships=named)

    assert [one.name for one in product.relationships.all()] == ["Ministry", "Reseller"]


def test_an_archived_product_takes_its_impacts_out_of_the_register(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation))
    product = impact.assessment.product

    products.archive_product(actor=lead, product=product, revision=product.revision)
    assert not Impact.objects.filter(is_listed=True).exists()
    products.restore_product(actor=lead, product=product, revision=product.revision)

    assert Impact.objects.filter(is_listed=True).count() == 1


def test_an_impact_that_nobody_answers_for_names_nobody(organisation, lead):
    impact = make.impact(make.assessment(organisation), owner=lead)
    assert impact.owner_name == "Lena Lead"

    impacts.change_impact(actor=lead, impact=impact, revision=impact.revision, owner=None)

    impact.refresh_from_db()
    assert not impact.has_owner


@pytest.mark.parametrize(
    "give",
    [
        lambda impact, person, lead: impacts.change_impact(
            actor=lead, impact=impact, revision=impact.revision, owner=person
        ),
        lambda impact, person, lead: actions.add_action(actor=lead, impact=impact, title="Retrain", owner=person),
        lambda impact, person, lead: make.disagreement(impact, actor=lead, resolver=person, resolver_name=""),
    ],
    ids=["impact", "action", "disagreement"],
)
def test_nothing_is_given_to_somebody_of_another_organisation(give, organisation, lead, outsider):
    impact = make.impact(make.assessment(organisation))

    with pytest.raises(BadInputError, match="no member"):
        give(impact, outsider, lead)


def test_only_the_lead_archives(organisation, lead, assessor):
    assessment = make.assessment(organisation)

    with pytest.raises(NotAllowedError):
        assessments.archive_assessment(actor=assessor, assessment=assessment, revision=assessment.revision)


def test_a_change_names_its_fields_in_the_history_and_not_their_values(organisation, lead):
    assessment = make.assessment(organisation)

    assessments.change_assessment(actor=lead, assessment=assessment, revision=1, note="Confidential words")

    entry = HistoryEntry.objects.get(action="respect.assessment.changed")
    assert entry.changed == ["note"]
    assert "Confidential" not in str(entry.detail) + entry.subject


def test_the_second_of_two_saves_is_refused(organisation, lead):
    assessment = make.assessment(organisation)
    assessments.change_assessment(actor=lead, assessment=assessment, revision=1, note="First")

    with pytest.raises(ConflictError, match="Somebody else"):
        assessments.change_assessment(actor=lead, assessment=assessment, revision=1, note="Second")


def test_likelihood_first_sorts_inside_a_tier_only_for_this_assessment(organisation, lead):
    assessment = make.assessment(organisation)
    graver, likelier = make.impact(assessment), make.impact(assessment)
    make.rating(graver, scale=3, scope=3, likelihood="remote")
    make.rating(likelier, scale=3, scope=2, likelihood="expected")

    assessments.change_assessment(actor=lead, assessment=assessment, revision=1, within_tier="likelihood_first")

    assert list(assessment.impacts.order_by("own_order_code")) == [likelier, graver]
    assert list(assessment.impacts.order_by("order_code")) == [graver, likelier]


def test_an_impact_gets_an_identifier_of_its_own(organisation, lead):
    assessment = make.assessment(organisation)

    made = [make.impact(assessment, feature="the camera").slug for _ in range(2)]

    assert made == ["old-work-the-camera", "old-work-the-camera-2"]


def test_an_actual_rating_keeps_the_impact_actual(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation), state="actual")

    with pytest.raises(BadInputError, match="cannot be potential"):
        impacts.change_impact(actor=lead, impact=impact, revision=impact.revision, state="potential")


def test_an_action_can_be_removed_and_put_back(organisation, lead):
    action = make.action(make.impact(make.assessment(organisation)))

    actions.remove_action(actor=lead, action=action, revision=action.revision)
    actions.restore_action(actor=lead, action=action, revision=action.revision)

    assert action.removed_at is None


def test_leverage_comes_from_the_catalogue(organisation, lead):
    with pytest.raises(UnknownIdError):
        make.action(make.impact(make.assessment(organisation)), leverage=["LV-99"])


def test_an_override_does_not_move_the_impact(organisation, lead, reviewer):
    impact = make.rated_impact(make.assessment(organisation))
    override = make.override(impact, tier=1)

    overrides.approve_override(actor=reviewer, override=override)

    impact.refresh_from_db()
    assert impact.tier == 3
    assert override.is_approved


def test_two_reviewers_do_not_decide_one_override(organisation, lead, reviewer):
    override = make.override(make.rated_impact(make.assessment(organisation)), tier=1)
    opened = Override.objects.get(pk=override.pk)
    overrides.approve_override(actor=reviewer, override=override)

    with pytest.raises(ConflictError, match="decided"):
        overrides.refuse_override(actor=reviewer, override=opened)


def test_there_is_one_override_at_a_time(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation))
    make.override(impact, tier=1)

    with pytest.raises(ConflictError):
        make.override(impact, tier=2)


@pytest.fixture
def without_plan(organisation, lead):
    """An assessment with a severe impact that nobody plans anything about."""
    return make.rated_impact(make.assessment(organisation), levels=(4, 4, 4)).assessment


def _finding(assessment, rule):
    return next(one for one in findings_of(assessment) if one.rule.id == rule)


def test_a_finding_is_set_aside_with_a_reason(without_plan, lead):
    seen = _finding(without_plan, "QR-06")

    _dismiss(without_plan, seen, lead)

    assert _finding(without_plan, "QR-06").dismissal.reason == "The plan is in the annex."


def _dismiss(assessment, seen, actor):
    return findings.dismiss_finding(
        actor=actor,
        assessment=assessment,
        rule=seen.rule.id,
        subject=seen.finding.subject,
        fingerprint=seen.fingerprint,
        reason="The plan is in the annex.",
    )


def test_a_finding_comes_back_when_its_facts_change(without_plan, lead):
    _dismiss(without_plan, _finding(without_plan, "QR-06"), lead)

    make.rating(without_plan.impacts.get(), scale=3, scope=1, irremediability=1)

    assert _finding(without_plan, "QR-06").dismissal is None


def test_setting_aside_without_a_reason_is_refused(without_plan, lead):
    seen = _finding(without_plan, "QR-06")

    with pytest.raises(BadInputError):
        findings.dismiss_finding(
            actor=lead, assessment=without_plan, rule="QR-06", subject="", fingerprint=seen.fingerprint, reason=" "
        )


def test_lowering_severity_without_affected_people_is_pointed_at(organisation, lead):
    impact = make.impact(make.assessment(organisation))
    make.rating(impact, scale=4)
    make.rating(impact, scale=2)

    assert _finding(impact.assessment, "QR-02")


def test_a_late_action_is_pointed_at(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation))
    make.action(impact, due_on=dt.date(2020, 1, 1), owner_name="Data team")

    assert _finding(impact.assessment, "QR-16")


def test_roles_are_those_of_the_organisation_of_the_record(organisation, lead, outsider):
    impact = make.impact(make.assessment(organisation))

    with pytest.raises(NotAllowedError):
        make.rating(impact, actor=outsider)
    assert outsider.memberships.get().role == Role.LEAD
