"""One impact in the browser: evidence, disagreement, involvement, overrides, actions, what two people do at once."""

import pytest
from django.urls import reverse

from knowshow.foundation.services.members import remove_member
from knowshow.respect.models import Action, Evidence, Override
from knowshow.respect.services import ratings
from tests import make


@pytest.fixture
def impact(organisation, assessor):
    """An impact that the assessor rated."""
    return make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)


def test_a_file_as_evidence_is_kept_and_handed_out_to_members(impact, as_assessor, as_outsider):
    page = as_assessor.get(reverse("respect:evidence_add", args=[impact.ratings.get().pk]))
    form = page.form("Add the evidence")
    as_assessor.post(
        form.action,
        {**form.filled({"evidence_title": "Bias test"}), "evidence_file": make.upload("test.pdf", b"%PDF-1.4 bytes")},
    )

    attachment = Evidence.objects.get().attachment

    assert attachment.name == "test.pdf"
    as_outsider.get(reverse("attachment", args=[attachment.pk]), status=404)


def test_a_file_that_a_browser_would_run_is_refused(impact, as_assessor):
    page = as_assessor.get(reverse("respect:evidence_add", args=[impact.ratings.get().pk]))
    form = page.form("Add the evidence")

    shown = as_assessor.post(
        form.action,
        {**form.filled({"evidence_title": "Page"}), "evidence_file": make.upload("page.html", b"<script>")},
    )

    assert any("cannot be attached" in error for error in shown.errors)
    assert not Evidence.objects.exists()


def test_a_file_whose_evidence_is_refused_is_not_kept(impact, as_assessor, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    form = as_assessor.get(reverse("respect:evidence_add", args=[impact.ratings.get().pk])).form("Add the evidence")
    said = form.filled({"evidence_title": "Bias test", "evidence_url": "ftp://example.org/test.pdf"})

    shown = as_assessor.post(form.action, {**said, "evidence_file": make.upload("test.pdf")})

    assert any("not a web address" in error for error in shown.errors)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_who_left_stays_the_owner_until_somebody_else_is_chosen(impact, organisation, lead, as_assessor):
    former = make.member(organisation, name="Fay Former")
    action = make.action(impact, actor=lead, owner=former)
    remove_member(actor=lead, membership=former.memberships.get())

    as_assessor.get(reverse("respect:action_edit", args=[action.pk])).submit("Save the action", note="A new note.")

    action.refresh_from_db()
    assert (action.note, action.owner_name) == ("A new note.", "Fay Former")


def test_who_left_cannot_be_given_anything_new(impact, organisation, lead, as_assessor):
    former = make.member(organisation, name="Fay Former")
    remove_member(actor=lead, membership=former.memberships.get())

    shown = as_assessor.get(reverse("respect:action_add", args=[impact.pk]))

    assert "Fay Former" not in shown.text


def test_ratings_that_differ_ask_who_settles_them(impact, assessor, as_assessor):
    make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4)

    shown = as_assessor.get(reverse("respect:impact", args=[impact.pk])).click("Name who settles it")
    shown = shown.submit("Name who settles it", resolver_name="Head of research")

    assert "Head of research settles it." in shown.text


def test_a_graver_rating_that_was_withdrawn_is_a_weak_spot_that_only_a_reviewer_sets_aside(
    impact, assessor, lead, reviewer, as_assessor, as_reviewer
):
    make.rating(impact, actor=assessor, scale=2)
    graver = make.rating(impact, actor=lead, scale=4)
    ratings.withdraw_rating(actor=reviewer, rating=graver, reason="The test of August found nobody concerned.")
    address = reverse("respect:findings", args=[impact.assessment_id])
    set_aside = next(url for words, url in as_reviewer.get(address).links if words.startswith("Set aside Severity"))

    as_assessor.get(set_aside, status=403)
    shown = as_reviewer.get(set_aside).submit("Set aside", reason="The test of August is evidence enough.")

    assert not any(words.startswith("Set aside Severity") for words, _url in as_assessor.get(address).links)
    assert "The test of August is evidence enough." in shown.text


def test_the_spread_of_ratings_that_differ_is_told(impact, assessor, as_observer):
    make.rating(impact, actor=assessor, scale=2)
    make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4, likelihood="remote")

    shown = as_observer.get(reverse("respect:impact", args=[impact.pk]))

    assert "Scale 2 to 4, Likelihood foreseeable or remote." in shown.text


def test_the_named_assessor_settles_ratings(impact, assessor, as_assessor):
    found = make.disagreement(impact, actor=assessor, resolver=assessor, resolver_name="")
    page = as_assessor.get(reverse("respect:disagreement_settle", args=[found.pk]))

    shown = page.submit("Settle it", note="The second test counts, so the graver rating stands.")

    assert "Settled by Ada Assessor" in shown.text


def test_who_only_reads_is_not_named_to_settle(impact, assessor, observer, as_assessor):
    make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4)
    page = as_assessor.get(reverse("respect:disagreement", args=[impact.pk, impact.group]))

    assert str(observer.pk) not in page.form("Name who settles it").choices("resolver")


def test_a_rating_entered_for_somebody_says_who_entered_it(impact, assessor, as_observer):
    make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4)

    assert "entered by Ada Assessor" in as_observer.get(reverse("respect:impact", args=[impact.pk])).text


def test_a_judgement_of_others_is_withdrawn_by_a_reviewer_only(impact, assessor, as_assessor, as_reviewer):
    graver = make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4)
    address = reverse("respect:rating_withdraw", args=[graver.pk])

    as_assessor.get(address, status=403)
    shown = as_reviewer.get(address).submit("Withdraw the rating", reason="The expert took it back in writing.")

    assert "Withdrawn by Remi Reviewer" in shown.text


def test_others_do_not_settle_what_they_were_not_named_for(impact, assessor, lead, as_assessor, as_reviewer):
    found = make.disagreement(impact, actor=assessor, resolver=lead, resolver_name="")
    address = reverse("respect:disagreement_settle", args=[found.pk])

    as_assessor.get(address, status=403)
    as_reviewer.get(address)


def test_both_ratings_stay_in_sight_once_settled(impact, assessor, lead, as_lead):
    make.rating(impact, actor=assessor, assessor_name="Outside expert", scale=4)
    as_lead.get(reverse("respect:disagreement", args=[impact.pk, impact.group])).submit(
        "Name who settles it", resolver=lead.pk
    )

    shown = as_lead.get(reverse("respect:impact", args=[impact.pk])).click("Settle it")
    shown = shown.submit("Settle it", note="The expert asked the people; we did not.")

    assert "Settled by Lena Lead" in shown.text
    assert "Outside expert" in shown.text
    assert "Ada Assessor" in shown.text


def test_the_answers_on_involvement_point_somewhere_before_anything_is_saved(impact, as_assessor):
    page = as_assessor.get(reverse("respect:involvement", args=[impact.pk]))

    shown = page.submit("What do these answers point to?", answer_alone="yes")

    assert "The answers point to: cause." in shown.text
    impact.refresh_from_db()
    assert impact.involvement_answers == {}


def test_a_conclusion_without_a_reason_is_sent_back(impact, as_assessor):
    shown = as_assessor.get(reverse("respect:involvement", args=[impact.pk])).submit("Save", conclusion="linked")

    assert any("without a reason" in error for error in shown.errors)


def test_an_override_takes_two_people(impact, as_assessor, as_reviewer):
    as_assessor.get(reverse("respect:override_propose", args=[impact.pk])).submit(
        "Propose the override", tier=1, reason="A second test in August found far fewer people concerned."
    )
    override = Override.objects.get()
    as_assessor.get(reverse("respect:override_decide", args=[override.pk]), status=403)

    shown = as_reviewer.get(reverse("respect:override_decide", args=[override.pk])).submit(
        "Record my decision", decision="approve"
    )

    assert "approved by Remi Reviewer" in shown.text
    impact.refresh_from_db()
    assert impact.tier == 3


def test_the_lead_cannot_approve_her_own_override(impact, as_lead, lead):
    override = make.override(impact, actor=lead)

    shown = as_lead.get(reverse("respect:override_decide", args=[override.pk])).submit(
        "Record my decision", decision="approve"
    )

    assert any("takes two people" in error for error in shown.errors)


def test_a_removed_action_can_be_put_back(impact, as_assessor, assessor):
    action = make.action(impact, actor=assessor)
    as_assessor.get(reverse("respect:action_remove", args=[action.pk])).submit("Remove the action")

    shown = as_assessor.get(reverse("respect:action_remove", args=[action.pk])).submit("Put the action back")

    assert action.title in shown.text
    assert Action.objects.get().removed_at is None


def test_the_second_of_two_who_save_is_told(impact, assessor, as_assessor, as_lead):
    mine = as_assessor.get(reverse("respect:impact_edit", args=[impact.pk]))
    theirs = as_lead.get(reverse("respect:impact_edit", args=[impact.pk]))
    mine.submit("Save the impact", feature="automatic refusal")

    shown = theirs.submit("Save the impact", feature="the interview by video")

    assert any("Somebody else changed" in error for error in shown.errors)
    assert shown.form("Save the impact").fields["feature"] == "the interview by video"


def test_an_archived_impact_leaves_the_list_and_comes_back(impact, as_assessor):
    as_assessor.get(reverse("respect:impact_archive", args=[impact.pk])).submit("Archive the impact")
    away = as_assessor.get(reverse("respect:assessment", args=[impact.assessment_id]))
    as_assessor.get(reverse("respect:impact_archive", args=[impact.pk])).submit("Restore the impact")
    back = as_assessor.get(reverse("respect:assessment", args=[impact.assessment_id]))

    assert impact.feature not in away.text
    assert impact.feature in back.text


def test_what_people_write_is_never_markup(organisation, assessor, as_assessor):
    nasty = "<script>alert(1)</script> & {{ 7*7 }}"
    assessment = make.assessment(organisation, actor=assessor, title=nasty)
    impact = make.impact(assessment, actor=assessor, feature=nasty, how=nasty)
    make.rating(impact, actor=assessor, rationale=nasty)

    shown = as_assessor.get(reverse("respect:impact", args=[impact.pk]))

    assert nasty in shown.text


def test_a_withdrawn_rating_stays_in_sight_with_its_reason(impact, as_assessor):
    rating = impact.ratings.get()

    shown = as_assessor.get(reverse("respect:rating_withdraw", args=[rating.pk])).submit(
        "Withdraw the rating", reason="Rated the wrong group."
    )

    assert "Rated the wrong group." in shown.text
    impact.refresh_from_db()
    assert impact.tier is None
