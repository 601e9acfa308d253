"""Approvals are bound to frozen content, decided by somebody else, and reopened by a material change."""

import pytest
from msgspec.structs import replace

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from knowshow.respect.models import Approval, Product
from knowshow.respect.services import actions, approvals, assessments, impacts, overrides, products, versions
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def impact(organisation, assessor):
    """A rated impact of the assessor's draft."""
    return make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)


@pytest.fixture
def approval(impact, assessor):
    """A request that the assessor made."""
    return make.approval(impact.assessment, actor=assessor)


@pytest.fixture
def approved(approval, reviewer):
    """An assessment whose content the reviewer approved."""
    approvals.decide_approval(actor=reviewer, approval=approval, decision="approved")
    approval.assessment.refresh_from_db()
    return approval.assessment


def test_asking_freezes_the_content(approval, impact):
    assert approval.version.content["impacts"][0]["id"] == impact.slug


def test_an_approved_assessment_says_so(approved):
    assert approved.state == "approved"


def test_nobody_approves_what_they_asked_for(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation, actor=lead), actor=lead)
    approval = make.approval(impact.assessment, actor=lead)

    with pytest.raises(ConflictError, match="somebody else"):
        approvals.decide_approval(actor=lead, approval=approval, decision="approved")


def test_nobody_approves_ratings_of_their_own(impact, assessor, lead):
    make.rating(impact, actor=lead)
    approval = make.approval(impact.assessment, actor=assessor)

    with pytest.raises(ConflictError, match="You rated"):
        approvals.decide_approval(actor=lead, approval=approval, decision="approved")


def test_an_assessor_does_not_decide(approval, assessor):
    with pytest.raises(NotAllowedError):
        approvals.decide_approval(actor=assessor, approval=approval, decision="approved")


def test_sending_back_needs_a_comment(approval, reviewer):
    with pytest.raises(BadInputError):
        approvals.decide_approval(actor=reviewer, approval=approval, decision="refused")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda impact, actor: make.rating(impact, actor=actor, scale=4), "rated"),
        (lambda impact, actor: make.action(impact, actor=actor), "action"),
        (lambda impact, actor: make.impact(impact.assessment, actor=actor), "added"),
        (lambda impact, actor: make.evidence(impact.ratings.get(), actor=actor), "evidence added"),
        (
            lambda impact, actor: impacts.change_impact(
                actor=actor, impact=impact, revision=impact.revision, feature="another feature"
            ),
            "feature",
        ),
        (
            lambda impact, actor: impacts.archive_impact(actor=actor, impact=impact, revision=impact.revision),
            "archived",
        ),
        (
            lambda impact, actor: overrides.propose_override(
                actor=actor, impact=impact, tier=1, reason="Another view."
            ),
            "override",
        ),
    ],
    ids=["rating", "action", "impact", "evidence", "sentence", "archive", "override"],
)
def test_a_material_change_reopens_the_approval(change, because, approved, impact, assessor):
    change(impact, assessor)

    approved.refresh_from_db()
    assert approved.state == "draft"
    assert because in approved.approvals.get().reopened_because


def test_a_file_that_completes_the_product_reopens_the_approval(approved, organisation, assessor):
    subject = replace(make.record().subject, name=approved.product.name, countries=("KE",))

    make.imported(organisation, actor=assessor, content=replace(make.record(), subject=subject))

    approved.refresh_from_db()
    assert approved.state == "draft"


def test_a_change_of_the_product_reopens_the_approval_of_an_archived_assessment(approved, assessor, lead):
    assessments.archive_assessment(actor=lead, assessment=approved, revision=approved.revision)

    product = approved.product
    products.change_product(actor=assessor, product=product, revision=product.revision, name="Another name")

    approved.refresh_from_db()
    assert approved.state == "draft"


def test_nobody_approves_what_is_no_longer_the_content(approval, reviewer):
    Product.objects.filter(pk=approval.assessment.product_id).update(description="Changed past every service.")

    with pytest.raises(ConflictError, match="no longer"):
        approvals.decide_approval(actor=reviewer, approval=approval, decision="approved")


def test_two_reviewers_do_not_decide_twice(approval, reviewer, lead):
    seen_by_another = Approval.objects.get(pk=approval.pk)
    approvals.decide_approval(actor=reviewer, approval=approval, decision="approved")

    with pytest.raises(ConflictError, match="decided"):
        approvals.decide_approval(actor=lead, approval=seen_by_another, decision="refused", comment="Not yet.")


def test_what_changes_and_is_changed_back_is_no_change(approved, impact, assessor):
    action = make.action(impact, actor=assessor)
    actions.remove_action(actor=assessor, action=action, revision=action.revision)
    approvals.request_approval(actor=assessor, assessment=_fresh(approved))

    assert approved.versions.count() == 1


def _fresh(assessment):
    assessment.refresh_from_db()
    return assessment


def test_a_version_is_never_changed(approval):
    approval.version.label = "Another name"

    with pytest.raises(ConflictError):
        approval.version.save()


def test_freezing_twice_says_that_nothing_changed(impact, assessor):
    versions.freeze_version(actor=assessor, assessment=impact.assessment)

    with pytest.raises(ConflictError, match="Nothing changed"):
        versions.freeze_version(actor=assessor, assessment=impact.assessment)


def test_without_a_rating_there_is_nothing_to_approve(assessor, organisation):
    assessment = make.assessment(organisation, actor=assessor)

    with pytest.raises(ConflictError, match="No impact is rated"):
        approvals.request_approval(actor=assessor, assessment=assessment)


def test_each_step_is_in_the_history(approved, impact, assessor):
    make.rating(impact, actor=assessor, scale=4)

    said = set(HistoryEntry.objects.values_list("action", flat=True))
    assert {"respect.approval.requested", "respect.approval.approved", "respect.approval.reopened"} <= said
