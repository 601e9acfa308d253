"""Files in the browser: taken in whole or not at all, previewed before they change anything, handed out."""

import pytest
from django.urls import reverse

from knowshow.respect.models import Assessment
from knowshow.respect.rules import reading
from tests import make
from tests.respect.rules import pias
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


# ---- a CNIL PIA ------------------------------------------------------------------------------------------------


def test_a_pia_becomes_candidates_and_the_page_says_what_is_left_to_do(organisation, as_lead):
    shown = _send(as_lead, reverse("respect:assessment_import"), pias.whole(), "pia.json")

    assert Assessment.objects.get().impacts.filter(tier=None).count() == 3
    assert "3 candidates from a CNIL PIA: name the group and rate them." in shown.text
    assert "Not rated yet, 3 impacts" in shown.text
    assert "Data subjects (name the group)" in shown.text
    assert "What was not taken over is listed under “About this assessment”." in shown.text
    assert "1.1.1 The processing" in shown.text


def test_an_impact_shows_what_the_cnil_says_apart(organisation, as_lead):
    _send(as_lead, reverse("respect:assessment_import"), pias.whole(), "pia.json")
    impact = Assessment.objects.get().impacts.get(slug="cnil-illegitimate-access")

    shown = as_lead.get(reverse("respect:impact", args=[impact.pk]))

    assert "Other methods, kept apart" in shown.text
    assert "CNIL PIA Its severity 3 of 4 (important) Its likelihood 2 of 4 (limited)" in " ".join(shown.text.split())
    assert "It is not the severity of the Guiding Principles" in shown.text
    assert "Not rated yet" in shown.text


def test_hostile_html_of_a_pia_reaches_no_page(organisation, as_lead):
    content = pias.whole(lambda value: value["answers"][0]["data"].update(text=pias.HOSTILE))

    shown = _send(as_lead, reverse("respect:assessment_import"), content, "pia.json")

    assert "Élèves & parents" in shown.text
    assert "onerror" not in shown.text
    assert "a script is left out" in shown.text


@pytest.mark.parametrize("content", [pias.whole()[:-50], b'{"pia": {"name": "x"}}'])
def test_a_pia_that_is_not_whole_is_refused_whole(content, organisation, as_lead):
    shown = _send(as_lead, reverse("respect:assessment_import"), content, "pia.json")

    assert "pia.json" in " ".join(shown.errors)
    assert not Assessment.objects.exists()


def test_a_wrong_gauge_is_refused_with_its_place(organisation, as_lead):
    content = pias.whole(lambda value: value["answers"][22]["data"].update(gauge=7))

    shown = _send(as_lead, reverse("respect:assessment_import"), content, "pia.json")

    assert any("answers[22].data.gauge" in error for error in shown.errors)
    assert not Assessment.objects.exists()


def test_a_pia_updates_no_assessment(imported, as_assessor):
    shown = _send(as_assessor, reverse("respect:assessment_update", args=[imported.pk]), pias.whole(), "pia.json")

    assert any("makes a new assessment" in error for error in shown.errors)


def test_who_only_reads_takes_no_pia_in(organisation, as_observer):
    as_observer.post(reverse("respect:assessment_import"), {"file": make.upload("pia.json", pias.whole())}, status=403)

    assert not Assessment.objects.exists()


def test_an_outsider_sees_nothing_of_a_pia(organisation, as_lead, as_outsider):
    _send(as_lead, reverse("respect:assessment_import"), pias.whole(), "pia.json")

    as_outsider.get(reverse("respect:assessment", args=[Assessment.objects.get().pk]), status=404)


def test_an_outsider_gets_no_export(imported, as_outsider):
    as_outsider.get(reverse("respect:assessment_export", args=[imported.pk, "yaml"]), status=404)
