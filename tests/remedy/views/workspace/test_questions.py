"""A page that lists cases asks the database as often for twenty of them as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowshow.remedy.models import SeatRole
from knowshow.remedy.rules.stages import Stage
from tests.page import PortalClient
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db

_STAGES = (Stage.RECEIVED, Stage.ACKNOWLEDGED)


@pytest.fixture
def counted(mechanism):
    """How often a page asks, with two cases and with twenty."""
    user = seats.seated(mechanism, SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.ANALYST)

    def count(address, browser):
        found = []
        for number in (2, 18):
            for one in range(number):
                make.at(_STAGES[one % 2], mechanism, lane=("ordinary", "slow")[one % 2], consent="handlers")
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            found.append(len(asked))
        return found

    return user, count


@pytest.mark.parametrize(
    "address",
    ["/", "/remedy/cases/?state=all", *(f"/remedy/mechanisms/{{}}/{one}/" for one in ("figures", "lanes", "team"))],
)
def test_a_page_of_the_team_does_not_ask_more_the_more_cases_there_are(mechanism, counted, address):
    user, count = counted
    few, many = count(address.format(mechanism.pk), seats.opened(user))
    assert few == many


def test_the_public_record_does_not_ask_more_the_more_cases_there_are(counted):
    _user, count = counted
    few, many = count("/outcomes/", PortalClient())
    assert few == many
