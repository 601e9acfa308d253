"""Stories that were published without a case are taken back: nobody can say whether they are true."""

from datetime import date

import pytest

from knowshow.remedy.models import PublishedOutcome
from tests import make as makers
from tests.remedy import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_story_that_rests_on_no_case_leaves_the_public_page(moved_to):
    of, author = make.mechanism().pk, makers.account().pk
    old = moved_to("remedy", "0007_who_refused")
    old.get_model("remedy", "PublishedOutcome").objects.create(
        mechanism_id=of, quarter="2026-Q2", summary="A story.", drafted_by_id=author, published_on=date(2026, 11, 2)
    )
    moved_to("remedy", "0008_stories_rest_on_cases")
    found = PublishedOutcome.objects.get()
    assert (found.published_on, found.withdrawn_on, found.case_count) == (None, date(2026, 11, 2), 0)
