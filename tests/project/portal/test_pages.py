"""The portal's own pages, as anybody sees them."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_is_published(as_public):
    page = as_public.get("/")
    assert page.heading == "What is published here"
    assert page.link("Accessibility") == "/accessibility/"
