"""People and builders of the tests do what they say."""

from knowshow.foundation.permissions import Permission, may
from tests import make


def test_each_role_may_what_its_name_says(lead, assessor, reviewer, observer, organisation):
    sits = Permission.SIT_IN_MECHANISMS
    allowed = {
        user: {one for one in Permission if may(user, one, organisation)}
        for user in (lead, assessor, reviewer, observer)
    }
    assert allowed[lead] == set(Permission) - {Permission.ANSWER_AS_COMPANY}
    assert allowed[assessor] == {Permission.VIEW, Permission.ASSESS, Permission.RESEARCH, sits}
    assert allowed[reviewer] == {Permission.VIEW, Permission.REVIEW, sits}
    assert allowed[observer] == {Permission.VIEW, sits}


def test_an_outsider_and_a_stranger_may_nothing(outsider, stranger, organisation):
    assert not any(may(user, one, organisation) for user in (outsider, stranger) for one in Permission)


def test_builders_make_what_they_are_not_given(organisation, lead):
    impact = make.rated_impact(make.assessment(organisation), levels=(4, 4, 4))
    assert impact.organisation == organisation
    assert impact.tier == 4
    assert make.action(impact).impact == impact
    assert make.evidence(impact.ratings.get()).impact == impact
    assert make.disagreement(make.impact(impact.assessment)).is_open
    assert make.override(impact).waits
    assert make.approval(impact.assessment).version.number == 1
    assert make.imported(organisation).impacts.count() == 2


def test_builders_need_no_arguments(db):
    assert make.rating().impact.assessment.product.organisation.name == "Example Company"
    assert make.version().number == 1
    assert make.attachment().size > 0
