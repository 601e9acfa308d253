"""The demo's mechanism: a newcomer opens invented cases with the printed passphrase, and one with its receipt."""

import pytest

from knowshow.errors import NotAllowedError
from knowshow.foundation.services import operators
from knowshow.remedy.models import Case, Mechanism, Offer
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.receipts.making import finds_its_way
from knowshow.remedy.selectors import chains
from knowshow.remedy.services import examples, intake, keys
from knowshow.remedy.services.mechanisms import missing
from tests.page import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path


@pytest.fixture
def demo(home):
    organisation, people = operators.open_demo(password="of this start")
    count = examples.load_example(actor=people[0], organisation=organisation, people=people)
    return organisation, people, count


def test_the_mechanism_is_open_and_lacks_nothing(demo):
    mechanism = Mechanism.objects.get()
    assert mechanism.is_open
    assert missing(mechanism) == []


def test_there_is_an_invented_report_in_each_language(demo):
    assert {case.language for case in Case.objects.all()} == {one.code for one in languages()}
    assert Case.objects.count() == demo[2]


def test_its_cases_and_keys_are_as_the_history_knows_them(demo):
    assert all(one.is_whole for one in chains.case_chains())
    assert (chains.cases_gone(), chains.keys_not_made_here(), chains.trustees_keys_not_made_here()) == ([], [], [])


def test_it_is_made_once(demo):
    organisation, people, _count = demo
    assert examples.load_example(actor=people[0], organisation=organisation, people=people) == 0
    assert Mechanism.objects.count() == 1


def test_the_printed_passphrase_opens_the_cases_after_any_start(demo):
    _organisation, people = operators.open_demo(password="of another start")
    for one in people:
        assert keys.open_keys(actor=one, passphrase=examples.PASSPHRASE).user_id == one.pk


def test_the_printed_receipt_leads_back_to_an_offer(demo):
    found = intake.open_with_receipt(
        reference=examples.REFERENCE, secrets=[receipts.secret_bytes(words) for words in receipts.read(
            " ".join(examples.WORDS)).candidates()]
    )  # fmt: skip
    assert Offer.objects.get(case=found.case).state == "open"
    assert finds_its_way(examples.WORDS)


def test_a_newcomer_opens_her_cases_in_the_workspace(demo):
    page = (
        PageClient(demo[1][0])
        .get("/remedy/open/?next=/remedy/mechanisms/")
        .submit("Open my cases", passphrase=examples.PASSPHRASE)
    )
    assert page.heading == "Mechanisms"


def test_real_accounts_get_no_keys_that_everybody_can_open(home, lead, organisation):
    with pytest.raises(NotAllowedError):
        examples.load_example(actor=lead, organisation=organisation, people=[lead])
    assert not Mechanism.objects.exists()
