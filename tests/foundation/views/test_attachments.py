"""Attached files are handed out to members, to keep and not to run; for anybody else they do not exist."""

import pytest
from django.urls import reverse

from tests import make


@pytest.fixture
def attachment(organisation, lead):
    return make.attachment(organisation, actor=lead, name="Prüfung März.pdf", content=b"%PDF-1.4 bytes")


@pytest.mark.parametrize("client", ["as_lead", "as_assessor", "as_reviewer", "as_observer"])
def test_every_member_gets_the_file_to_keep(request, client, attachment):
    response = request.getfixturevalue(client).download(reverse("attachment", args=[attachment.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.4 bytes"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "Pr%C3%BCfung%20M%C3%A4rz.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    response.close()


@pytest.mark.parametrize("client", ["as_outsider", "as_stranger"])
def test_for_others_it_does_not_exist(request, client, attachment):
    shown = request.getfixturevalue(client).get(reverse("attachment", args=[attachment.pk]), status=404)

    assert attachment.name not in shown.text


def test_who_is_signed_out_is_sent_to_sign_in(page, attachment):
    shown = page.get(reverse("attachment", args=[attachment.pk]), status=302)

    assert shown.location.startswith(reverse("account_login"))


def test_a_member_gets_it_whichever_organisation_she_works_in_now(as_lead, lead, attachment):
    other = make.organisation("Second Company")
    other.memberships.create(user=lead, role="observer")
    as_lead.post(reverse("organisation_choose"), {"organisation": other.pk})

    as_lead.download(reverse("attachment", args=[attachment.pk])).close()


def test_a_file_that_is_gone_from_the_data_folder_is_told_so(as_lead, attachment):
    attachment.file.storage.delete(attachment.file.name)

    shown = as_lead.get(reverse("attachment", args=[attachment.pk]), status=503)

    assert "a backup has it" in shown.main


def test_the_stored_name_says_nothing_and_is_reachable_by_no_address(as_lead, attachment):
    assert "rüfung" not in attachment.file.name
    as_lead.get(f"/files/{attachment.file.name}", status=404)
    as_lead.get(f"/media/{attachment.file.name}", status=404)
