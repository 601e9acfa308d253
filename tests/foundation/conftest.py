"""What is counted to slow down guessing must not reach from one test into the next."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
