"""Methodologies in the workspace: in words, from a file with the place of each error, published for good."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowshow.benchmarks.models import Methodology
from tests.benchmarks import rankings

IMPORT = "/benchmarks/methodologies/import/"


def file(content, name="index.json"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else json.dumps(content).encode())


@pytest.fixture
def draft(as_assessor):
    as_assessor.post(IMPORT, {"file": file(rankings.index())})
    return Methodology.objects.get()


def test_a_file_comes_in_as_a_draft_and_is_told_in_words(as_assessor):
    page = as_assessor.post(IMPORT, {"file": file(rankings.index())})

    assert page.heading == "A small index"
    assert "The mean of 2 indicators." in page.text
    assert "found, used by 3 questions" in page.text
    assert ["no disclosure found", "0", "Nothing was found: it is silent"] in page.tables[0]
    assert "asked of services" in page.text
    assert "Draft" in page.text


def test_what_contradicts_itself_is_refused_with_its_place_and_the_nearest_word(as_assessor):
    wrong = rankings.index()
    wrong["nodes"][1]["scope"] = "compny"

    page = as_assessor.post(IMPORT, {"file": file(wrong)})

    assert "index.json" in page.errors[0]
    assert "node G1" in page.errors[0]
    assert 'Did you mean "company"?' in page.errors[0]
    assert not Methodology.objects.exists()


def test_what_is_no_file_of_ours_is_refused(as_assessor):
    assert as_assessor.post(IMPORT, {"file": file(b"\x00\x01", "photo.json")}).errors
    assert as_assessor.get(IMPORT).submit("Take it in").errors == ["Methodology file: This field is required."]


def test_publishing_asks_first_and_says_that_it_is_for_good(draft, as_reviewer):
    page = as_reviewer.get(reverse("benchmarks:methodology", args=[draft.pk])).click("Publish")
    assert "this version never changes" in page.text

    published = page.submit("Publish version 1")

    assert "Fixed since" in published.text
    assert Methodology.objects.get().is_published


def test_a_draft_that_was_replaced_meanwhile_is_not_published_unseen(draft, as_reviewer):
    page = as_reviewer.get(reverse("benchmarks:methodology_publish", args=[draft.pk]))
    Methodology.objects.update(revision=draft.revision + 1)
    refused = page.submit("Publish version 1", status=409)
    assert "Somebody else changed" in refused.text
    assert not Methodology.objects.get().is_published


def test_other_content_under_a_published_version_is_refused(draft, as_lead):
    as_lead.get(reverse("benchmarks:methodology_publish", args=[draft.pk])).submit("Publish version 1")

    page = as_lead.post(IMPORT, {"file": file(rankings.index(title="Another title"))})

    assert "is published here" in page.errors[0]


def test_a_new_version_begins_as_a_draft(draft, as_lead):
    as_lead.get(reverse("benchmarks:methodology_publish", args=[draft.pk])).submit("Publish version 1")
    form = as_lead.get(reverse("benchmarks:methodology", args=[draft.pk])).click("New version")

    assert form.submit("Begin the version", version="1").errors
    page = form.submit("Begin the version", version="2")

    assert "small-index@1" in page.text
    assert page.has_link("1")


def test_the_file_that_is_handed_out_can_be_taken_in_again(draft, as_assessor):
    sent = as_assessor.download(reverse("benchmarks:methodology_file", args=[draft.pk]))

    assert sent.headers["Content-Disposition"] == 'attachment; filename="small-index-1.json"'
    again = as_assessor.post(IMPORT, {"file": file(sent.content)})
    assert again.url.endswith(f"/{draft.pk}/")
    assert Methodology.objects.count() == 1


def test_one_that_comes_with_knowshow_is_taken_in_with_one_button(as_assessor):
    page = as_assessor.get("/benchmarks/methodologies/")
    own = next(one for one in page.forms if "gp16" in one.action)

    taken = as_assessor.submit(own)

    assert taken.heading == "Is the commitment to human rights made, and lived?"
    assert not [one for one in as_assessor.get("/benchmarks/methodologies/").forms if "gp16" in one.action]


def test_one_that_does_not_come_with_knowshow_is_not_there(as_assessor):
    as_assessor.post("/benchmarks/methodologies/take/gp99/", status=404)


def test_the_list_is_narrowed_by_word_and_state(draft, as_lead):
    assert "1 methodology" in as_lead.get("/benchmarks/methodologies/?q=example+small").text
    assert as_lead.get("/benchmarks/methodologies/?state=published").has_link("Show all methodologies")
