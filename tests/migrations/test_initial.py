"""The migrations make, on an empty database, exactly the tables that the models describe."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

OURS = ("foundation", "respect")

pytestmark = pytest.mark.django_db(transaction=True)


def _tables(label):
    return {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def _columns(table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _constraints(table):
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def test_no_change_of_a_model_waits_for_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("label", OURS)
def test_tables_have_the_columns_of_their_models(label):
    for table, columns in _tables(label).items():
        assert _columns(table) == columns


@pytest.mark.parametrize("label", OURS)
def test_every_rule_of_a_model_is_held_by_the_database(label):
    for model in apps.get_app_config(label).get_models():
        declared = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
        assert declared <= _constraints(model._meta.db_table), model


def test_the_tables_can_be_taken_down_and_made_again_on_an_empty_database(moved_to):
    moved_to("respect", None)
    moved_to("foundation", None)
    left = set(connection.introspection.table_names())
    assert not left & {*_tables("foundation"), *_tables("respect")}

    call_command("migrate", verbosity=0)

    for label in OURS:
        for table, columns in _tables(label).items():
            assert _columns(table) == columns
