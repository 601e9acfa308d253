"""What every test shares: people, page clients, a closed network, named skips, a second run of database tests only."""

import functools
import os

import hypothesis
import pytest

# No test asserts how long anything takes: a busy machine is no defect.
hypothesis.settings.register_profile("knowshow", deadline=None)
hypothesis.settings.load_profile("knowshow")

pytest_plugins = ("tests.people",)
pytest.register_assert_rewrite("tests.page", "tests.make")

#: The only reason for which a test may be skipped where every program is installed.
REAL_DATA_ABSENT = "real data absent"


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="run only the tests that touch the database")
    parser.addoption("--strict-skips", action="store_true", help="fail on any skip but absent real data")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database-only"):
        items[:] = [item for item in items if _may_differ(item)]


def _may_differ(item):
    """Whether a test could end otherwise on another kind of database."""
    touches = item.get_closest_marker("django_db") or "db" in item.fixturenames
    return touches and not item.get_closest_marker("any_database")


def pytest_runtest_setup():
    from pytest_socket import disable_socket

    disable_socket(allow_unix_socket=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        _judge_skip(item, report, call.excinfo.value)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    outcome = yield
    report = outcome.get_result()
    if report.skipped:
        _judge_skip(collector, report, report.longrepr[-1])


def _judge_skip(node, report, reason):
    """Where nothing may be skipped, a skip is a failure, but for absent real data."""
    strict = os.environ.get("CI") or node.config.getoption("--strict-skips")
    if strict and REAL_DATA_ABSENT not in str(reason):
        report.outcome = "failed"
        report.longrepr = f"{node.nodeid} was skipped: {reason}"


@pytest.fixture(scope="session", autouse=True)
def _derived_once():
    """Remember what was derived from a secret and a salt: keys are real and at their full cost, but made once."""
    from knowshow.foundation import vault

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "derive", functools.cache(vault.derive))
        yield


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module that is marked ``django_db``: what they all read is made once in it.

    Fixtures of the module's scope ask for it. What a test changes is undone after that test, as ever.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def page(db):
    """A page client that is signed out."""
    from tests.page import PageClient

    return PageClient()


@pytest.fixture
def as_public(db):
    """A page client of the portal: anybody, without an account."""
    from tests.page import PortalClient

    return PortalClient()


@pytest.fixture
def as_lead(lead):
    """A page client signed in as the human rights lead."""
    return _signed_in(lead)


@pytest.fixture
def as_assessor(assessor):
    """A page client signed in as an assessor."""
    return _signed_in(assessor)


@pytest.fixture
def as_reviewer(reviewer):
    """A page client signed in as a reviewer."""
    return _signed_in(reviewer)


@pytest.fixture
def as_observer(observer):
    """A page client signed in as an observer."""
    return _signed_in(observer)


@pytest.fixture
def as_outsider(outsider):
    """A page client signed in as the lead of another organisation."""
    return _signed_in(outsider)


@pytest.fixture
def as_stranger(stranger):
    """A page client signed in as somebody without an organisation."""
    return _signed_in(stranger)


def _signed_in(user):
    from tests.page import PageClient

    return PageClient(user)
