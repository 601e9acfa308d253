"""Sources have numbers, archived copies and fingerprints; what is cited stays what it was."""

import pytest

from knowshow.benchmarks.services import sources
from knowshow.benchmarks.services.answers import Citation
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from tests import make
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def test_sources_are_numbered_in_their_organisation(organisation, outsider):
    first, second = rankings.source(organisation), rankings.source(organisation)
    elsewhere = rankings.source(outsider.memberships.get().organisation)
    assert [one.number for one in (first, second, elsewhere)] == [1, 2, 1]


def test_an_archived_copy_brings_its_fingerprint(organisation):
    copy = make.attachment(organisation)
    assert rankings.source(organisation, attachment=copy).sha256 == copy.digest
    with pytest.raises(BadInputError, match="another fingerprint"):
        rankings.source(organisation, attachment=copy, sha256="0" * 64)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": " "}, "It is empty"),
        ({"url": "javascript:alert(1)"}, "not a web address"),
        ({"archived_url": "ftp://example.org/a"}, "not a web address"),
        ({"sha256": "abc"}, "not a SHA-256 fingerprint"),
    ],
)
def test_what_no_source_can_say_is_refused(fields, why, organisation):
    with pytest.raises(BadInputError, match=why):
        rankings.source(organisation, **fields)


def test_the_copy_of_another_organisation_is_refused(organisation, outsider):
    with pytest.raises(NotAllowedError):
        rankings.source(organisation, attachment=make.attachment(outsider.memberships.get().organisation))


def test_a_cited_source_keeps_its_address_and_its_title_can_be_corrected(organisation, lead):
    source = rankings.source(organisation)
    rankings.answer(rankings.entry(rankings.edition(organisation)), sources=[Citation(source)])
    with pytest.raises(ConflictError, match="so its address stays"):
        sources.change_source(actor=lead, source=source, revision=1, url="https://example.org/other")
    sources.change_source(actor=lead, source=source, revision=1, title="Privacy policy of May")
    source.refresh_from_db()
    assert (source.title, source.url) == ("Privacy policy of May", "https://example.org/privacy")


def test_reviewers_add_sources_and_observers_do_not(organisation, reviewer, observer):
    assert rankings.source(organisation, actor=reviewer).added_by == reviewer
    with pytest.raises(NotAllowedError):
        rankings.source(organisation, actor=observer)
