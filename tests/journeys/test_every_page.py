"""Every page in a real browser: nothing to complain of for the accessibility engine, no sideways scroll, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import make
from tests.journeys.conftest import DESK, PHONE

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


@pytest.mark.parametrize(("width", "dark"), [(DESK, False), (PHONE, True)], ids=["desk, light", "phone, dark"])
def test_every_page_is_accessible_and_fits(width, dark, addresses, lead, at_browser):
    lena = at_browser(width=width, dark=dark).sign_in(lead)
    found = [f"{page}: {one}" for page, address in addresses.items() for one in _problems(lena.visit(address))]

    assert not found, "\n".join(found)


def test_the_pages_of_sign_in_are_accessible(at_browser):
    somebody = at_browser(width=PHONE)

    assert _problems(somebody.visit(reverse("account_login"))) == []
    assert _problems(somebody.visit(reverse("account_reset_password"))) == []


def _problems(person):
    results = Axe().run(
        person.tab, options={"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}
    )
    found = [
        f"{one['id']}: {one['help']} ({'; '.join(node['html'][:120] for node in one['nodes'])})"
        for one in results.response["violations"]
    ]
    if person.tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls sideways")
    return found
