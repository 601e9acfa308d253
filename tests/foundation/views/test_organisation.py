"""The organisation's name, and working in another one."""

from django.urls import reverse

from knowshow.foundation.models import Organisation, Role
from tests import make


def second(user, role=Role.OBSERVER):
    found = make.organisation("Second Company")
    found.memberships.create(user=user, role=role)
    return found


def test_the_lead_renames_the_organisation(as_lead, organisation):
    shown = as_lead.get(reverse("organisation")).submit("Save the name", name="Better Company")

    assert shown.notices == ["The name is saved."]
    assert "Better Company" in shown.text
    assert Organisation.objects.get().name == "Better Company"


def test_an_observer_reads_the_name_and_cannot_change_it(as_observer, organisation):
    assert as_observer.get(reverse("organisation")).forms == []
    as_observer.post(reverse("organisation"), {"name": "Mine"}, status=403)

    organisation.refresh_from_db()
    assert organisation.name == "Example Company"


def test_an_outsider_renames_only_her_own(as_outsider, organisation, lead):
    as_outsider.get(reverse("organisation")).submit("Save the name", name="Mine")

    organisation.refresh_from_db()
    assert organisation.name == "Example Company"


def test_somebody_with_one_organisation_sees_no_switch(as_lead):
    assert reverse("organisation_choose") not in as_lead.get(reverse("members")).html


def test_somebody_with_several_chooses_and_the_role_changes_with_it(as_lead, lead):
    second(lead)

    shown = as_lead.get(reverse("members"))
    assert shown.has_link("Add a member")
    shown = as_lead.get(shown.link("Change the organisation. Now: Example Company"))
    shown = shown.submit("Work here Second Company")

    assert shown.notices == ["You now work in Second Company."]
    assert not as_lead.get(reverse("members")).has_link("Add a member")


def test_nobody_chooses_an_organisation_of_others(as_lead, lead, outsider):
    elsewhere = outsider.memberships.get().organisation

    as_lead.post(reverse("organisation_choose"), {"organisation": elsewhere.pk}, status=404)
    as_lead.post(reverse("organisation_choose"), {"organisation": "x"}, status=404)

    assert "Another Company" not in as_lead.get(reverse("members")).text


def test_who_was_removed_from_the_chosen_one_works_in_the_other(as_lead, lead):
    other = second(lead)
    as_lead.post(reverse("organisation_choose"), {"organisation": other.pk})
    other.memberships.all().delete()

    assert "Example Company" in as_lead.get(reverse("members")).text
