"""Files and the workspace say the same: what goes in comes out, and a file never loses what was saved."""

import pytest

from knowshow.errors import ConflictError
from knowshow.respect.filing import record_of
from knowshow.respect.models import Impact
from knowshow.respect.services import files
from tests import make

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


def test_a_file_cannot_reach_into_another_organisation(assessment, outsider):
    make.imported(outsider.memberships.get().organisation, actor=outsider)

    assert Impact.objects.filter(organisation=assessment.organisation).count() == 2
