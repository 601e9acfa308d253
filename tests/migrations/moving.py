"""For tests of migrations that touch data: load old rows, migrate, look.

::

    pytestmark = pytest.mark.django_db(transaction=True)

    def test_names_are_split(moved_to):
        old = moved_to("respect", "0004_split_names")      # the state before the migration under test
        old.get_model("respect", "Thing").objects.create(name="Ada Assessor")
        new = moved_to("respect", "0005_move_names")       # run it
        assert new.get_model("respect", "Thing").objects.get().first == "Ada"

Models come from the state of their migration, never from the code of today. Afterwards everything is back at the
newest state. A migration that changes data has such a test in the same commit, both ways if it can be undone.
"""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.fixture
def moved_to(transactional_db):
    """Migrate one app forwards or backwards; the answer gives its models as they were there."""
    yield _move
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _move(app, name):
    """Go to a migration, or to before the first (None)."""
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return MigrationExecutor(connection).loader.project_state([(app, name)] if name else []).apps
