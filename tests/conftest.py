"""What every test shares: the network is closed, skips are named, the second run takes database tests only."""

import os

import pytest

#: The only reason for which a test may be skipped where every program is installed.
REAL_DATA_ABSENT = "real data absent"


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="run only the tests that touch the database")
    parser.addoption("--strict-skips", action="store_true", help="fail on any skip but absent real data")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database-only"):
        items[:] = [item for item in items if item.get_closest_marker("django_db")]


def pytest_runtest_setup():
    from pytest_socket import disable_socket

    disable_socket(allow_unix_socket=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    strict = os.environ.get("CI") or item.config.getoption("--strict-skips")
    if (
        report.skipped
        and strict
        and not hasattr(report, "wasxfail")
        and REAL_DATA_ABSENT not in str(call.excinfo.value)
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {call.excinfo.value}"
