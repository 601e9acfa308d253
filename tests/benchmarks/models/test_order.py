"""What is read as a whole keeps the order in which it was written, on every database."""

import pytest
from django.core import serializers

from knowshow.benchmarks.models import Methodology
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def test_the_answers_of_a_scale_stay_in_order(organisation):
    made = Methodology.objects.get(pk=rankings.methodology(organisation).pk)
    assert list(made.content["scales"]["found"]) == [
        "yes",
        "partial",
        "no",
        "no disclosure found",
        "unknown",
        "N/A",
    ]


def test_a_copy_of_the_database_holds_the_same(organisation):
    made = Methodology.objects.get(pk=rankings.methodology(organisation).pk)
    (copy,) = serializers.deserialize("json", serializers.serialize("json", [made]))
    assert list(copy.object.content["scales"]) == list(made.content["scales"])
    assert copy.object.content == made.content
