"""What the tests of the workspace share: a mechanism, and opened keys that are forgotten afterwards."""

import pytest
from django.core.cache import cache

from knowshow.foundation import unlocked
from tests.remedy import seats


@pytest.fixture(autouse=True)
def _forget_everything():
    yield
    unlocked.forget_all()
    cache.clear()


@pytest.fixture
def lead(lead):
    """The human rights lead; like everybody here, her account needs no second factor."""
    lead.is_demo = True
    lead.save(update_fields=["is_demo"])
    return lead


@pytest.fixture
def mechanism(organisation):
    return seats.mechanism(organisation)
