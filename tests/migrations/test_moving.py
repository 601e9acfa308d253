"""The helper for tests of data migrations loads old rows, migrates them, and leaves everything as it was."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sample(settings, moved_to):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.migrations.sample"]
    yield moved_to
    moved_to("sample", None)


def test_old_rows_are_there_after_the_migration_in_their_new_form(sample):
    old = sample("sample", "0001_initial")
    old.get_model("sample", "Person").objects.create(name="ADA")

    new = sample("sample", "0002_lower_case")

    assert new.get_model("sample", "Person").objects.get().name == "ada"


def test_a_migration_can_be_undone(sample):
    sample("sample", "0002_lower_case").get_model("sample", "Person").objects.create(name="ada")

    old = sample("sample", "0001_initial")

    assert old.get_model("sample", "Person").objects.get().name == "ada"


def test_going_before_the_first_leaves_no_table(sample):
    sample("sample", "0002_lower_case")
    assert "sample_person" in connection.introspection.table_names()

    sample("sample", None)

    assert "sample_person" not in connection.introspection.table_names()
