"""Adding files on the portal: one at a time, with what is hidden in each, and nothing else is lost if one fails."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knowshow.remedy.models import CaseFile
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import person_entries
from knowshow.remedy.services import files, intake
from tests import make
from tests.remedy import make as cases
from tests.remedy.returning import back
from tests.remedy.rules.metadata import made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """A disk of our own, for the portal too, whose settings are its own."""
    from knowshow.project.portal import settings as portal

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(portal, "MEDIA_ROOT", tmp_path)
    from tests.second_server import portal_settings

    portal_settings.cache_clear()
    yield tmp_path / "sealed"
    portal_settings.cache_clear()


@pytest.fixture
def reported():
    return make.report()


def sent(as_public, reported, name, content):
    file = SimpleUploadedFile(name, content)
    return as_public.post("/file/", {**reported.receipt, "do": "send", "file": file})


def test_the_page_says_how_much_it_takes_before_anything_is_sent(as_public, reported):
    page = as_public.post("/file/", reported.receipt)
    assert page.heading == "Add a file"
    assert "25 megabytes" in page.main


def test_without_a_receipt_it_is_asked_for(as_public):
    page = as_public.get("/file/")
    assert page.heading == "Your reference and your words"


def test_the_receipt_that_is_asked_for_leads_on(as_public, reported):
    page = as_public.get("/file/")
    words = " ".join(reported.words).upper().replace(" ", ", ")
    page = page.submit("Continue", reference=reported.reference.replace("-", " "), words=words)
    assert page.heading == "Add a file"


def test_a_file_that_hides_nothing_is_there_at_once(as_public, reported):
    page = sent(as_public, reported, "note.txt", b"Only words.\n")
    assert page.heading == "The file is there"
    assert CaseFile.objects.count() == 1
    page = page.submit("Add another file")
    assert "1 file is there already." in page.main


def test_what_is_hidden_is_shown_and_the_cleaned_copy_is_what_is_offered_first(as_public, reported):
    page = sent(as_public, reported, "holiday.jpg", made.jpeg())
    assert page.heading == "What is hidden in your file"
    assert "It says where it was made." in page.main
    form = page.form("Use the cleaned copy")
    assert form.buttons[0] == "Use the cleaned copy"
    assert CaseFile.objects.filter(is_cleaned=True, is_kept_apart=False).count() == 1
    assert page.submit("Use the cleaned copy").heading == "The file is there"
    assert CaseFile.objects.count() == 2


def test_it_can_be_sent_as_it_is(as_public, reported):
    page = sent(as_public, reported, "holiday.jpg", made.jpeg())
    page.submit("Use it as it is")
    file = CaseFile.objects.get()
    assert (file.is_cleaned, file.is_kept_apart) == (False, False)
    assert b"".join(files.read_file(actor=reported.person, file=file)) == made.jpeg()


@pytest.mark.parametrize("button", ["Use the cleaned copy", "Use it as it is", "Take it out"])
def test_she_reads_which_file_each_page_is_about(as_public, reported, button):
    page = sent(as_public, reported, "holiday.jpg", made.jpeg())
    assert "holiday.jpg" in page.main
    assert "holiday.jpg" in page.submit(button).main


def test_what_is_told_of_a_file_names_it_to_her(as_public, reported):
    sent(as_public, reported, "note.txt", b"Only words.\n")
    sent(as_public, reported, "holiday.jpg", made.jpeg())
    secret = receipts.secret_bytes(reported.words)
    person = intake.open_with_receipt(reference=reported.reference, secrets=[secret])
    lines = person_entries.opened(person, {}, has_name=False).lines
    told = [dict(one.details).get("File") for one in lines if one.headline == "A file was added."]
    assert told == ["note.txt", "holiday.jpg"]


def test_it_can_be_taken_out(as_public, reported, folder):
    page = sent(as_public, reported, "holiday.jpg", made.jpeg())
    gone = page.submit("Take it out")
    assert gone.heading == "The file is gone"
    assert "What somebody has seen before cannot be made unseen." in gone.main
    assert not CaseFile.objects.exists()
    assert not list(folder.iterdir())


@pytest.mark.parametrize(("name", "content"), [("holiday.jpg", made.jpeg()), ("odd.bin", b"\x00\x01\x02" * 50)])
def test_whom_a_file_that_stands_apart_opens_for_is_said_before_she_chooses(as_public, reported, name, content):
    page = sent(as_public, reported, name, content)
    assert "only if you agree or, in an emergency, if custodians decide so" in page.main
    assert "Whoever may see your name can then open this file, too." in page.main
    assert "nobody opens it without you" not in page.main


def test_the_same_choice_twice_is_told_and_changes_nothing(as_public, reported):
    page = sent(as_public, reported, "holiday.jpg", made.jpeg())
    page.submit("Use it as it is")
    again = page.submit("Use it as it is")
    assert "You have decided about this file already." in again.main
    assert CaseFile.objects.count() == 1


def test_what_nobody_could_look_into_stays_apart_until_she_decides(as_public, reported):
    page = sent(as_public, reported, "odd.bin", b"\x00\x01\x02" * 50)
    assert "We could not look inside" in page.main
    assert page.submit("Keep it sealed apart for now").heading == "The file is there"
    assert CaseFile.objects.get().is_kept_apart


def test_a_choice_about_a_file_of_somebody_else_does_nothing(as_public, reported):
    other = make.report(reported.case.mechanism)
    page = sent(as_public, other, "holiday.jpg", made.jpeg())
    code = page.form("Take it out").fields["file"]
    as_public.post("/file/choice/", {**reported.receipt, "file": code, "do": "take_out"})
    assert CaseFile.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty."), (b"x" * (files.MOST_BYTES + 1), "The file is larger than 25 megabytes.")],
    ids=["empty", "too large"],
)
def test_what_cannot_be_taken_is_said_at_the_field(as_public, reported, content, words):
    file = SimpleUploadedFile("a.bin", content)
    page = as_public.post("/file/", {**reported.receipt, "do": "send", "file": file}, status=422)
    assert page.errors[0].startswith(words)
    assert page.form("Send this file").fields["words"] == reported.receipt["words"]


def test_sending_without_a_file_says_so(as_public, reported):
    page = as_public.post("/file/", {**reported.receipt, "do": "send"}, status=422)
    assert page.errors == ["No file came with it. Choose one first."]


def test_where_the_disk_takes_nothing_the_report_and_the_other_files_are_there(as_public, reported, folder):
    sent(as_public, reported, "note.txt", b"Only words.\n")
    kept = [path.read_bytes() for path in folder.iterdir()]
    folder.rename(folder.parent / "elsewhere")
    folder.write_bytes(b"")
    file = SimpleUploadedFile("b.txt", b"More words.\n")
    page = as_public.post("/file/", {**reported.receipt, "do": "send", "file": file}, status=503)
    assert "Your report and your other files are there." in page.errors[0]
    assert [path.read_bytes() for path in (folder.parent / "elsewhere").iterdir()] == kept
    assert CaseFile.objects.count() == 1


def _downloaded(her, code):
    return her.page.ask("post", "/return/file/", data={**her.receipt, "file": code})


def test_she_opens_what_the_team_added_and_what_she_sent():
    her = back(Stage.ACKNOWLEDGED)
    ours = files.add_file(actor=cases.handler(her.who), content=b"Paid on the first.", name="proof.txt").original
    page = her.opens()
    assert "proof.txt" in page.main
    assert "Download a copy proof.txt" in page.main
    got = _downloaded(her, ours.code)
    assert b"".join(got.streaming_content) == b"Paid on the first."
    assert got.headers["Content-Disposition"] == 'attachment; filename="proof.txt"'
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Type"] == "application/octet-stream"


def test_a_file_of_another_case_or_of_the_team_alone_is_not_handed_over():
    her, other = back(Stage.ACKNOWLEDGED), back(Stage.ACKNOWLEDGED)
    theirs = files.add_file(actor=other.who, content=b"Hers alone.", name="hers.txt").original
    note = files.add_file(
        actor=cases.handler(her.who), content=b"Ours alone.", name="ours.txt", audience="internal"
    ).original
    for code in (theirs.code, note.code, "nothing"):
        assert not _downloaded(her, code).streaming
