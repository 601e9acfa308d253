"""Every page of Pillar II: sound for each role, absent for outsiders, behind sign-in for all others."""

import pytest
from django.urls import reverse

from knowshow.foundation.models import Role
from tests import make

pytestmark = pytest.mark.django_db

#: Pages that anybody of the organisation may read, by the record they are about.
_READ = (
    "today",
    "respect:products",
    "respect:assessments",
    "respect:register",
    "respect:actions",
    "respect:product product",
    "respect:assessment assessment",
    "respect:assessment_actions assessment",
    "respect:findings assessment",
    "respect:explain assessment",
    "respect:heat_map assessment",
    "respect:business_risk assessment",
    "respect:versions assessment",
    "respect:version assessment 1",
    "respect:reports assessment",
    "respect:history assessment",
    "respect:impact impact",
)
#: Pages with forms for those who assess.
_WRITE = (
    "respect:product_add",
    "respect:assessment_add",
    "respect:assessment_import",
    "respect:product_edit product",
    "respect:assessment_edit assessment",
    "respect:assessment_update assessment",
    "respect:suggestions assessment",
    "respect:impact_add assessment",
    "respect:impact_edit impact",
    "respect:impact_archive impact",
    "respect:rate impact",
    "respect:involvement impact",
    "respect:override_propose impact",
    "respect:action_add impact",
    "respect:action_edit action",
    "respect:action_remove action",
    "respect:evidence_add rating",
    "respect:evidence_remove evidence",
    "respect:disagreement impact CHI",
)
#: Pages for those who decide, and for the human rights lead.
_REVIEW = ("respect:override_decide override", "respect:approval_decide approval", "respect:rating_withdraw rating")
_MANAGE = ("respect:product_archive product", "respect:assessment_archive assessment")


@pytest.fixture(scope="module")
def organisation(shared_db):
    """The organisation whose records everybody here tries to open."""
    return make.organisation("Example Company")


@pytest.fixture(scope="module")
def records(organisation):
    """One record of each kind, which nothing here changes."""
    assessor = make.member(organisation, Role.ASSESSOR, name="Ada Assessor")
    product = make.product(organisation, actor=assessor)
    assessment = make.assessment(about=product, actor=assessor)
    impact = make.impact(assessment, actor=assessor, group="CHI")
    rating = make.rating(impact, actor=assessor, group="CHI")
    make.rating(impact, actor=assessor, group="CHI", assessor_name="Outside expert", scale=4)
    return {
        "product": product,
        "assessment": assessment,
        "impact": impact,
        "rating": rating,
        "evidence": make.evidence(rating, actor=assessor),
        "action": make.action(impact, actor=assessor),
        "override": make.override(impact, actor=assessor, tier=1),
        "approval": make.approval(assessment, actor=assessor),
    }


def _address(page, records):
    name, *arguments = page.split()
    return reverse(name, args=[records[word].pk if word in records else word for word in arguments])


@pytest.mark.parametrize("page", [*_READ, *_WRITE, *_REVIEW, *_MANAGE])
def test_the_lead_opens_every_page(page, records, as_lead):
    shown = as_lead.get(_address(page, records))

    assert shown.heading


@pytest.mark.parametrize("page", [*_READ, *_WRITE])
def test_an_assessor_opens_what_she_works_with(page, records, as_assessor):
    as_assessor.get(_address(page, records))


@pytest.mark.parametrize("page", [*_READ, *_REVIEW])
def test_a_reviewer_opens_what_he_decides_on(page, records, as_reviewer):
    as_reviewer.get(_address(page, records))


@pytest.mark.parametrize("page", [*_WRITE, *_MANAGE])
def test_a_reviewer_changes_nothing(page, records, as_reviewer):
    as_reviewer.get(_address(page, records), status=403)


@pytest.mark.parametrize("page", _READ)
def test_an_observer_reads(page, records, as_observer):
    as_observer.get(_address(page, records))


@pytest.mark.parametrize("page", [*_WRITE, *_REVIEW, *_MANAGE])
def test_an_observer_changes_nothing(page, records, as_observer):
    as_observer.get(_address(page, records), status=403)


@pytest.mark.parametrize("page", [page for page in (*_READ, *_WRITE, *_REVIEW, *_MANAGE) if " " in page])
def test_an_outsider_finds_nothing_there(page, records, as_outsider):
    as_outsider.get(_address(page, records), status=404)


@pytest.mark.parametrize("page", [*_READ, *_WRITE, *_REVIEW, *_MANAGE])
def test_somebody_without_organisation_sees_nothing(page, records, as_stranger):
    shown = as_stranger.get(_address(page, records), status=403)

    assert records["product"].name not in shown.text


@pytest.mark.parametrize("page", [*_READ, *_WRITE, *_REVIEW, *_MANAGE])
def test_who_is_not_signed_in_is_sent_to_sign_in(page, records, client):
    response = client.get(_address(page, records))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
