"""The people in the tests, the same everywhere: four members of one organisation, and two who do not belong.

Use the fixtures of the same names. Each is an account; `as_lead` and its like are signed-in clients (`tests/page.py`).
"""

import pytest

from knowshow.foundation.models import Organisation, Role, User
from tests import make

#: The password of everybody here.
PASSWORD = "a pass phrase for tests"


@pytest.fixture
def organisation(db) -> Organisation:
    """The organisation that the tests are about, without a member yet."""
    return make.organisation("Example Company")


@pytest.fixture
def lead(organisation) -> User:
    """The human rights lead, who may do everything."""
    return make.member(organisation, Role.LEAD, name="Lena Lead")


@pytest.fixture
def assessor(organisation) -> User:
    """Writes, rates, plans."""
    return make.member(organisation, Role.ASSESSOR, name="Ada Assessor")


@pytest.fixture
def reviewer(organisation) -> User:
    """Approves, confirms, settles."""
    return make.member(organisation, Role.REVIEWER, name="Remi Reviewer")


@pytest.fixture
def observer(organisation) -> User:
    """Reads."""
    return make.member(organisation, Role.OBSERVER, name="Ola Observer")


@pytest.fixture
def outsider(db) -> User:
    """The human rights lead of another organisation, who must see nothing of this one."""
    return make.member(make.organisation("Another Company"), Role.LEAD, name="Otto Outsider")


@pytest.fixture
def stranger(db) -> User:
    """Somebody with an account who belongs to no organisation."""
    return make.account("Sam Stranger")
