"""Methodologies come in as drafts, and never change once they are published."""

import pytest

from knowshow.benchmarks.models import Methodology
from knowshow.benchmarks.services import methodologies
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def _import(actor, organisation, **changes):
    return methodologies.import_methodology(
        actor=actor, organisation=organisation, content=rankings.index(**changes), name="index.json"
    )


def test_a_file_comes_in_as_a_draft_with_its_fingerprint(assessor, organisation):
    made = _import(assessor, organisation)
    assert (made.key, made.version, made.is_published) == ("small-index", "1", False)
    assert len(made.digest) == 64
    assert made.content["nodes"][0]["id"] == "G"


def test_the_same_file_twice_is_one_methodology(assessor, organisation):
    assert _import(assessor, organisation) == _import(assessor, organisation)
    assert Methodology.objects.count() == 1


def test_a_draft_is_replaced_by_a_changed_file(assessor, organisation):
    first = _import(assessor, organisation)
    second = _import(assessor, organisation, title="Another title")
    assert (second.pk, second.title, second.revision) == (first.pk, "Another title", first.revision + 1)


def test_a_published_version_refuses_other_content_and_says_what_to_do(assessor, organisation):
    published = rankings.methodology(organisation)
    changed = rankings.index()
    changed["scales"]["found"]["partial"] = 60
    with pytest.raises(ConflictError, match=r"Nothing was taken in\. Give the changed file a new version"):
        methodologies.import_methodology(actor=assessor, organisation=organisation, content=changed)
    published.refresh_from_db()
    assert published.content["scales"]["found"]["partial"] == 50


def test_a_published_file_carries_its_fingerprint_and_comes_in_published_elsewhere(organisation, outsider):
    published = rankings.methodology(organisation)
    elsewhere = outsider.memberships.get().organisation
    taken = methodologies.import_methodology(actor=outsider, organisation=elsewhere, content=published.content)
    assert taken.is_published
    assert taken.digest == published.digest


def test_a_file_that_was_changed_after_publication_is_refused(assessor, organisation):
    content = rankings.methodology(organisation).content
    content["nodes"][1]["title"] = "Something else"
    with pytest.raises(BadInputError, match="changed after it was published"):
        methodologies.import_methodology(actor=assessor, organisation=organisation, content=content)


def test_a_file_that_contradicts_itself_is_refused_with_the_nearest_value(assessor, organisation):
    content = rankings.index()
    content["nodes"][2]["parent"] = "G11"
    with pytest.raises(BadInputError, match=r"node G1\.1: There is no node 'G11'\. Did you mean"):
        methodologies.import_methodology(actor=assessor, organisation=organisation, content=content, name="i.json")
    assert not Methodology.objects.exists()


def test_a_new_version_is_a_draft_that_says_what_it_supersedes(assessor, organisation):
    made = methodologies.new_version(actor=assessor, methodology=rankings.methodology(organisation), version="2")
    assert (made.version, made.is_published, made.content["supersedes"]) == ("2", False, "small-index@1")
    assert "digest" not in made.content


def test_a_version_that_is_taken_is_refused(assessor, organisation):
    with pytest.raises(ConflictError, match="Choose another number"):
        methodologies.new_version(actor=assessor, methodology=rankings.methodology(organisation), version="1")


def test_who_published_first_wins(lead, assessor, organisation):
    draft = _import(assessor, organisation)
    methodologies.publish_methodology(actor=lead, methodology=Methodology.objects.get(pk=draft.pk), revision=1)
    with pytest.raises(ConflictError, match="Somebody else changed"):
        methodologies.publish_methodology(actor=assessor, methodology=draft, revision=1)


@pytest.mark.parametrize("who", ["observer", "outsider", "stranger"])
def test_only_researchers_bring_methodologies(who, organisation, request):
    with pytest.raises(NotAllowedError):
        _import(request.getfixturevalue(who), organisation)


def test_signs_that_no_page_can_show_stay_out_of_the_title(assessor, organisation):
    assert _import(assessor, organisation, title="A\0 small\x07 index").title == "A small index"
