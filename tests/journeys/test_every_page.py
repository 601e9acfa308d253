"""Every page in a real browser: nothing to complain of for the accessibility engine, no sideways scroll, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import make
from tests.benchmarks.views.workspace import test_every_page as by_role
from tests.journeys import places
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.any_database

_PAGES = (
    "today",
    "account",
    "members",
    "respect:products",
    "respect:product product",
    "respect:product_add",
    "respect:assessments",
    "respect:assessment_add",
    "respect:assessment_import",
    "respect:register",
    "respect:actions",
    "respect:assessment assessment",
    "respect:explain assessment",
    "respect:heat_map assessment",
    "respect:business_risk assessment",
    "respect:findings assessment",
    "respect:versions assessment",
    "respect:reports assessment",
    "respect:history assessment",
    "respect:suggestions assessment",
    "respect:impact impact",
    "respect:impact_add assessment",
    "respect:rate impact",
    "respect:involvement impact",
    "respect:override_propose impact",
    "respect:action_add impact",
    "respect:impact_archive impact",
)


@pytest.fixture
def records(organisation):
    """One record of each kind, as for the pages of the research by role."""
    return by_role.records_of(organisation)


@pytest.fixture
def addresses(organisation, lead):
    """The pages of an assessment with two impacts, one of them disputed."""
    assessment = make.assessment(organisation, actor=lead)
    impact = make.rated_impact(assessment, actor=lead, feature="the news feed", business_risk="high")
    make.rated_impact(assessment, actor=lead, levels=(4, 1, 4))
    make.rating(impact, actor=lead, assessor_name="An outside expert", scale=4)
    make.action(impact, actor=lead)
    make.version(assessment, actor=lead)
    keys = {"assessment": assessment.pk, "impact": impact.pk, "product": assessment.product_id}
    return {page: reverse(page.split()[0], args=[keys[word] for word in page.split()[1:]]) for page in _PAGES}


_LOOKS = pytest.mark.parametrize(("width", "dark"), [(DESK, False), (PHONE, True)], ids=["desk, light", "phone, dark"])


@_LOOKS
def test_every_page_is_accessible_and_fits(width, dark, addresses, lead, at_browser):
    lena = at_browser(width=width, dark=dark).sign_in(lead)

    assert _all_problems(lena, addresses) == ""


@_LOOKS
def test_every_page_of_the_research_is_accessible_and_fits(width, dark, organisation, lead, records, at_browser):
    pages = places.research(organisation, lead, records)
    lena = at_browser(width=width, dark=dark).sign_in(lead)

    assert _all_problems(lena, pages) == ""


@_LOOKS
def test_every_page_of_questionnaires_is_accessible_and_fits(width, dark, organisation, lead, at_browser):
    pages = places.asked(organisation, lead)
    lena = at_browser(width=width, dark=dark).sign_in(lead)

    assert _all_problems(lena, pages) == ""


@_LOOKS
def test_every_page_of_a_companys_contact_is_accessible_and_fits(width, dark, organisation, lead, at_browser):
    contact, pages = places.heard(organisation, lead)
    cora = at_browser(width=width, dark=dark).sign_in(contact)

    assert _all_problems(cora, pages) == ""


@_LOOKS
def test_every_page_of_the_portal_is_accessible_and_fits(width, dark, organisation, as_public, portal, at_browser):
    pages, gone = places.shown(as_public, organisation)
    reader = at_browser(width=width, dark=dark, portal=portal)

    assert _all_problems(reader, pages) == ""
    assert _all_problems(reader, gone) == ""
    assert len(reader.complaints) == len(gone), "what is not there is said to be gone or not found"
    reader.complaints.clear()


def test_the_pages_of_sign_in_are_accessible(at_browser):
    somebody = at_browser(width=PHONE)

    assert _problems(somebody.visit(reverse("account_login"))) == []
    assert _problems(somebody.visit(reverse("account_reset_password"))) == []


def _all_problems(person, pages):
    """What is wrong with each page, also with all of it turned round for languages that are written from the right."""
    found = []
    for page, address in pages.items():
        found += [f"{page}: {one}" for one in _problems(person.visit(address))]
        person.tab.evaluate("document.documentElement.dir = 'rtl'")
        found += [f"{page}, right to left: {one}" for one in _sideways(person)]
    return "\n".join(found)


def _problems(person):
    results = Axe().run(
        person.tab, options={"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}
    )
    found = [
        f"{one['id']}: {one['help']} ({'; '.join(node['html'][:120] for node in one['nodes'])})"
        for one in results.response["violations"]
    ]
    return [*found, *_sideways(person)]


def _sideways(person):
    if person.tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        return ["the page scrolls sideways"]
    return []
