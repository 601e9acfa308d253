"""Files in the browser: taken in whole or not at all, previewed before they change anything, handed out."""

import pytest
from django.urls import reverse

from knowshow.respect.models import Assessment
from knowshow.respect.rules import reading
from tests import make
from tests.respect.rules.files import sound


@pytest.fixture
def imported(organisation, assessor):
    """An assessment that came from a file."""
    return make.imported(organisation, actor=assessor)


def _send(client, url, content, name="file.yaml"):
    return client.post(url, {"file": make.upload(name, content)})


def test_a_file_becomes_an_assessment(organisation, as_assessor):
    shown = _send(as_assessor, reverse("respect:assessment_import"), sound())

    assert Assessment.objects.get().impacts.count() == 2
    assert Assessment.objects.get().title in shown.heading


@pytest.mark.parametrize(
    "content",
    [
        b"knowshow: assessment/1\n\ttitle: x",
        b"\xff\xfe\x00k",
        b"knowshow: assessment/1\ntitle: [",
        b"a: &a [*a]",
        b"- a list",
        b"knowshow: assessment/1",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content, organisation, as_assessor):
    shown = _send(as_assessor, reverse("respect:assessment_import"), content)

    assert len(shown.errors) >= 1
    assert "file.yaml" in " ".join(shown.errors)
    assert not Assessment.objects.exists()


def test_a_refusal_names_the_line(organisation, as_assessor):
    shown = _send(as_assessor, reverse("respect:assessment_import"), sound(("scale: 3", "scale: 9")))

    assert any("file.yaml:" in error for error in shown.errors)


def test_an_export_reads_back_as_it_was(imported, as_assessor):
    exported = as_assessor.download(reverse("respect:assessment_export", args=[imported.pk, "yaml"]))

    assert reading.read_bytes(_bytes(exported), "export.yaml") == make.record()


def test_an_export_tells_the_order(imported, as_assessor):
    exported = as_assessor.download(reverse("respect:assessment_export", args=[imported.pk, "json"]))

    assert b'"heat_map_inversions"' in _bytes(exported)


def _bytes(response):
    return b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content


def test_a_file_shows_what_it_would_change_before_it_does(imported, as_assessor):
    url = reverse("respect:assessment_update", args=[imported.pk])
    title = make.record().title

    shown = _send(as_assessor, url, sound((title, "Another title")))
    imported.refresh_from_db()
    assert imported.title == title
    shown.submit("Take the file in")

    imported.refresh_from_db()
    assert imported.title == "Another title"


def test_what_is_taken_in_is_the_file_that_was_shown(imported, as_assessor):
    url, title = reverse("respect:assessment_update", args=[imported.pk]), make.record().title
    shown = _send(as_assessor, url, sound((title, "The title that was shown")))
    _send(as_assessor, url, sound((title, "A title from another window")))

    shown.submit("Take the file in", status=400)

    imported.refresh_from_db()
    assert imported.title == title


def test_a_file_that_changes_nothing_says_so(imported, as_assessor):
    shown = _send(as_assessor, reverse("respect:assessment_update", args=[imported.pk]), sound())

    assert "They say the same." in shown.text


def test_a_file_meets_a_change_made_meanwhile(imported, assessor, as_assessor):
    title = make.record().title
    changed = sound((title, "Another title"))
    shown = _send(as_assessor, reverse("respect:assessment_update", args=[imported.pk]), changed)
    as_assessor.get(reverse("respect:assessment_edit", args=[imported.pk])).submit("Save", note="Changed meanwhile.")

    shown.submit("Take the file in", status=409)

    imported.refresh_from_db()
    assert imported.title == title


def test_an_outsider_gets_no_export(imported, as_outsider):
    as_outsider.get(reverse("respect:assessment_export", args=[imported.pk, "yaml"]), status=404)
