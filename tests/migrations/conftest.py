"""Gives the tests of migrations their helper."""

from tests.migrations.moving import moved_to

__all__ = ["moved_to"]
