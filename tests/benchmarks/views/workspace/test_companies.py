"""Companies, editions and sources in the workspace: forms, refusals with their reason, undo."""

import pytest
from django.urls import reverse

from knowshow.benchmarks.models import Company, CompanyContact, Edition, Source
from tests.benchmarks import rankings


@pytest.fixture
def company(organisation):
    return rankings.company(organisation, name="Acme")


def page_of(client, name, record):
    return client.get(reverse(f"benchmarks:{name}", args=[record.pk]))


def test_a_company_is_added_with_its_parts(as_assessor):
    page = as_assessor.get("/benchmarks/research/companies/").click("Add your first company")
    added = page.submit("Save the company", name="Acme", company_type="platform", country="ke")
    assert added.heading == "Acme"

    another = added.click("Add a part").submit("Save and add another", name="Group", role="group")
    shown = another.submit("Add the part", name="Search", role="service", service_class="search")

    assert [row[:3] for row in shown.tables[0][1:]] == [["Group", "group", "–"], ["Search", "service", "search"]]
    assert Company.objects.get().country == "KE"


def test_a_key_that_is_taken_is_told_at_its_field(company, as_assessor):
    page = as_assessor.get("/benchmarks/research/companies/add/").submit("Save the company", name="Acme")

    assert page.errors[0].startswith("Key in files: There is a company with the key “Acme” already.")


def test_two_who_change_a_company_at_once_do_not_overwrite_each_other(company, as_assessor, as_lead):
    mine, theirs = page_of(as_assessor, "company_edit", company), page_of(as_lead, "company_edit", company)
    theirs.submit("Save the company", name="Acme Ltd")

    refused = mine.submit("Save the company", name="Acme Corp")

    assert "Somebody else changed" in refused.errors[0]
    assert Company.objects.get().name == "Acme Ltd"


@pytest.mark.parametrize(
    ("scheme", "value", "why"),
    [
        ("lei", "549300MLUDYVRQOOXS23", "Its check digits do not fit"),
        ("lei", "5493", "It has 4 letters and digits"),
        ("isin", "US0378331006", "Its check digits do not fit"),
        ("wikidata", "Acme", "This is not an item of Wikidata."),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_the_reason(company, as_assessor, scheme, value, why):
    page = page_of(as_assessor, "identifier_add", company).submit("Add the number", scheme=scheme, value=value)

    assert why in page.errors[0]
    assert not company.identifiers.exists()


def test_a_number_is_added_and_removed_after_a_question(company, as_assessor):
    form = page_of(as_assessor, "identifier_add", company)
    shown = form.submit("Add the number", scheme="lei", value="5493 00MLUDYVRQOOXS22", valid_from="2020-01-01")
    assert "549300MLUDYVRQOOXS22" in shown.text

    shown.click("Remove 549300MLUDYVRQOOXS22").submit("Remove the number")

    assert not company.identifiers.exists()


def test_a_company_is_put_away_and_taken_back(company, as_lead):
    page_of(as_lead, "company", company).click("Put it away").submit("Put the company away")
    assert "Acme" not in as_lead.get("/benchmarks/research/companies/").main
    assert "Acme" in as_lead.get("/benchmarks/research/companies/?archived=on").main

    page_of(as_lead, "company", company).click("Take it back").submit("Take the company back")

    assert "Acme" in as_lead.get("/benchmarks/research/companies/").main


def test_a_colleague_cannot_speak_for_a_company(company, assessor, as_lead):
    page = page_of(as_lead, "contact_invite", company).submit("Invite the contact", email=assessor.email)

    assert "works in your organisation" in page.errors[0]
    assert not CompanyContact.objects.exists()


def test_the_address_of_a_contact_is_shown_to_the_lead_only(company, as_lead, as_observer):
    rankings.contact(company, email="cora@acme.example")

    assert "cora@acme.example" in page_of(as_lead, "company", company).text
    assert "cora@acme.example" not in page_of(as_observer, "company", company).html


# ---- editions ----------------------------------------------------------------------------------------------


def test_an_edition_is_opened_and_companies_are_taken_in(company, organisation, as_assessor):
    rankings.methodology(organisation)
    form = as_assessor.get("/benchmarks/research/").click("Open your first edition")
    chosen = form.form().choices("methodology")[-1]

    companies = form.submit("Open the edition", methodology=chosen, title="Small index 2026", period="2026")
    board = companies.submit("Take them in", companies=[str(company.pk)])

    assert board.heading == "Small index 2026"
    assert board.rows[0][0] == "Acme"
    assert board.rows[0][-1] == "Answer 4 questions, Acme"
    assert Edition.objects.get().slug == "small-index-2026"


def test_a_draft_cannot_be_chosen_for_an_edition(organisation, lead, as_lead):
    from knowshow.benchmarks.services import methodologies

    methodologies.import_methodology(actor=lead, organisation=organisation, content=rankings.index())

    assert as_lead.get("/benchmarks/research/add/").form().choices("methodology") == [""]


def test_an_edition_of_others_cannot_be_followed(organisation, as_lead, outsider):
    foreign = rankings.edition(outsider.memberships.get().organisation)
    mine = rankings.edition(organisation)
    form = page_of(as_lead, "edition_edit", mine).form()

    assert str(foreign.pk) not in form.choices("previous")


def test_an_edition_is_put_away_with_its_forms(organisation, as_lead):
    edition = rankings.entry(rankings.edition(organisation)).edition
    page_of(as_lead, "edition", edition).click("Put it away").submit("Put the edition away")

    shown = page_of(as_lead, "edition", edition)

    assert "This edition is put away." in shown.text
    assert not shown.has_link("Move several")
    assert edition.title not in as_lead.get("/benchmarks/research/").main


def test_the_board_is_narrowed_by_step_and_person(organisation, assessor, as_assessor):
    from knowshow.benchmarks.services import editions

    edition = rankings.edition(organisation)
    mine = rankings.entry(edition, about=rankings.company(organisation, name="Mine"))
    rankings.answered(rankings.entry(edition, about=rankings.company(organisation, name="Other")))
    editions.assign(actor=assessor, entry=mine, revision=mine.revision, researcher=assessor)
    address = reverse("benchmarks:edition", args=[edition.pk])

    assert [row[0] for row in as_assessor.get(f"{address}?who=me").rows] == ["Mine"]
    assert [row[0] for row in as_assessor.get(f"{address}?who=nobody").rows] == ["Other"]
    assert [row[0] for row in as_assessor.get(f"{address}?sort=open").rows] == ["Mine", "Other"]
    assert as_assessor.get(f"{address}?step=final").has_link("Show all companies")


def test_one_person_does_not_research_and_review(organisation, lead, as_lead):
    entry = rankings.entry(rankings.edition(organisation))

    page = page_of(as_lead, "entry_setup", entry).submit(
        "Save the people", researcher=str(lead.pk), reviewer=str(lead.pk)
    )

    assert page.errors == ["Reviews: One person cannot research and review. Choose somebody else."]


def test_a_part_with_answers_stays_in_the_edition(organisation, as_lead):
    entry = rankings.answered(rankings.entry(rankings.edition(organisation)))

    page = page_of(as_lead, "entry_setup", entry).submit("Save the parts", subjects=[])

    assert "has answers in this edition, so it stays." in page.errors[0]


# ---- sources -----------------------------------------------------------------------------------------------


def test_a_source_is_added_and_corrected(as_assessor):
    page = as_assessor.get("/benchmarks/research/sources/add/")
    added = page.submit("Save the source", title="Privacy policy", url="https://example.org/privacy")
    assert added.heading == "Source 1: Privacy policy"

    corrected = added.click("Correct").submit("Save the source", title="Privacy policy of May")

    assert corrected.heading == "Source 1: Privacy policy of May"


def test_an_address_that_a_browser_would_run_is_refused(as_assessor):
    page = as_assessor.get("/benchmarks/research/sources/add/").submit(
        "Save the source", title="Odd", url="javascript:alert(1)"
    )

    assert page.errors
    assert not Source.objects.exists()


def test_a_cited_source_keeps_its_address(organisation, as_assessor):
    from knowshow.benchmarks.services.answers import Citation

    source = rankings.source(organisation)
    rankings.answer(rankings.entry(rankings.edition(organisation)), sources=[Citation(source)])

    page = page_of(as_assessor, "source_edit", source).submit("Save the source", url="https://example.org/other")

    assert "Answers cite this source, so its address stays." in page.errors[0]


def test_a_company_leaves_an_edition_as_long_as_nothing_is_answered(organisation, as_assessor):
    entry = rankings.entry(rankings.edition(organisation), about=rankings.company(organisation, name="Acme"))
    page = page_of(as_assessor, "entry_setup", entry).click("Take the company out of this edition")
    rankings.answer(entry)

    kept = page.submit("Take it out of the edition")
    assert "answers are kept. So it stays." in kept.notices[0]

    other = rankings.entry(entry.edition, about=rankings.company(organisation, name="Bolt"))
    gone = page_of(as_assessor, "entry_remove", other).submit("Take it out of the edition")
    assert [row[0] for row in gone.rows] == ["Acme"]
    assert Company.objects.filter(name="Bolt").exists()
