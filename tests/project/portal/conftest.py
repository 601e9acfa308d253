"""What the tests of the portal as a process share: a door to loopback."""

from tests.cli.conftest import loopback

__all__ = ["loopback"]
