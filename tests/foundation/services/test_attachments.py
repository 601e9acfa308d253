"""What may be attached, and under which name it is kept."""

import hashlib

import pytest

from knowshow.errors import BadInputError, NotAllowedError
from knowshow.foundation.models import Attachment
from knowshow.foundation.services import attachments
from tests import make


def keep(actor, organisation, name="test.pdf", content=b"%PDF-1.4"):
    return attachments.keep_file(actor=actor, organisation=organisation, upload=make.upload(name, content))


def test_a_file_is_kept_with_its_digest(organisation, assessor):
    kept = keep(assessor, organisation, content=b"the bytes")

    assert kept.digest == hashlib.sha256(b"the bytes").hexdigest()
    with kept.file.open() as stored:
        assert stored.read() == b"the bytes"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\folder\\report.pdf", "report.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("line\nbreak.pdf", "line_break.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_never_leads_anywhere(organisation, assessor, given, kept):
    upload = make.upload("any.pdf")
    upload._name = given

    made = attachments.keep_file(actor=assessor, organisation=organisation, upload=upload)

    assert made.name == kept
    assert made.file.name.startswith("attachments/")


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "program.exe", "script.js", "nothing"])
def test_what_a_browser_would_run_is_refused(organisation, assessor, name):
    with pytest.raises(BadInputError, match="cannot be attached"):
        keep(assessor, organisation, name)

    assert not Attachment.objects.exists()


def test_an_empty_file_is_refused(organisation, assessor):
    with pytest.raises(BadInputError, match="empty"):
        keep(assessor, organisation, content=b"")


def test_a_file_that_is_too_large_is_refused(organisation, assessor, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST", 3)

    with pytest.raises(BadInputError, match="at most 25 MB"):
        keep(assessor, organisation)


def test_who_does_not_assess_attaches_nothing(organisation, observer, outsider):
    for person in (observer, outsider):
        with pytest.raises(NotAllowedError):
            keep(person, organisation)
