"""Companies, their identifiers and their parts."""

import pytest

from knowshow.benchmarks.filing import scores_of
from knowshow.benchmarks.services import companies, publications
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db

LEI = "5493006MHB84DD0ZWV18"


def test_a_company_gets_a_key_and_an_address_from_its_name(assessor, organisation):
    made = companies.add_company(actor=assessor, organisation=organisation, name=" Société  Générale ")
    assert (made.name, made.key, made.slug) == ("Société Générale", "Société Générale", "societe-generale")


def test_two_companies_with_one_address_are_told_apart(assessor, organisation):
    first = companies.add_company(actor=assessor, organisation=organisation, key="a", name="Acme!")
    second = companies.add_company(actor=assessor, organisation=organisation, key="b", name="Acme")
    assert (first.slug, second.slug) == ("acme", "acme-2")


def test_a_key_stands_for_one_company(assessor, organisation):
    rankings.company(organisation, name="Acme")
    with pytest.raises(BadInputError, match="with the key “Acme” already"):
        companies.add_company(actor=assessor, organisation=organisation, name="Acme")


def test_who_saves_second_is_told(assessor, organisation):
    company = rankings.company(organisation)
    companies.change_company(actor=assessor, company=company, revision=1, note="First")
    with pytest.raises(ConflictError, match="Somebody else changed"):
        companies.change_company(actor=assessor, company=company, revision=1, note="Second")


def test_a_country_is_written_in_two_letters(assessor, organisation):
    with pytest.raises(BadInputError, match="two capital letters"):
        companies.add_company(actor=assessor, organisation=organisation, name="Acme", country="Norway")


@pytest.mark.parametrize(
    ("scheme", "value", "stored"),
    [
        ("lei", "5493 006MHB84DD0ZWV18", LEI),
        ("isin", "us02079k3059", "US02079K3059"),
        ("figi", "BBG000BLNQ16", "BBG000BLNQ16"),
        ("wikidata", "https://www.wikidata.org/wiki/q95", "Q95"),
        ("company_number", "  HRB   12345 ", "HRB 12345"),
    ],
)
def test_an_identifier_is_stored_as_its_scheme_writes_it(scheme, value, stored, assessor, organisation):
    company = rankings.company(organisation)
    assert companies.add_identifier(actor=assessor, company=company, scheme=scheme, value=value).value == stored


@pytest.mark.parametrize(
    ("scheme", "value", "why"),
    [
        ("lei", LEI[:-1] + "9", "This is not an LEI. Its check digits do not fit"),
        ("lei", LEI[:-1], "It has 19 letters and digits"),
        ("isin", "US02079K3050", "This is not an ISIN. Its check digits do not fit"),
        ("isin", "ZZ02079K3059", "Its first letters are no country's code"),
        ("figi", "BBG000BLNQ17", "This is not a FIGI. Its check digits do not fit"),
        ("wikidata", "Douglas Adams", "not an item of Wikidata"),
        ("duns", "1", "Schemes: lei, isin"),
    ],
)
def test_a_wrong_identifier_is_refused_with_the_reason(scheme, value, why, assessor, organisation):
    company = rankings.company(organisation)
    with pytest.raises(BadInputError, match=why):
        companies.add_identifier(actor=assessor, company=company, scheme=scheme, value=value)
    assert not company.identifiers.exists()


def test_one_lei_names_one_company(assessor, organisation):
    companies.add_identifier(
        actor=assessor, company=rankings.company(organisation, name="Acme"), scheme="lei", value=LEI
    )
    with pytest.raises(BadInputError, match="belongs to Acme here"):
        companies.add_identifier(actor=assessor, company=rankings.company(organisation), scheme="lei", value=LEI)


def test_a_part_stands_once_in_a_company(assessor, organisation):
    with pytest.raises(BadInputError, match="has a part named “Search” already"):
        companies.add_subject(actor=assessor, company=rankings.company(organisation), name="Search")


def test_what_decides_a_published_score_stays(lead, organisation):
    entry = rankings.final(rankings.entry(rankings.edition(organisation)))
    edition = entry.edition
    publications.publish_edition(actor=lead, edition=edition, revision=edition.revision)
    company = entry.company
    with pytest.raises(ConflictError, match="which is published, and the type decides its score"):
        companies.change_company(actor=lead, company=company, revision=company.revision, company_type="telco")
    with pytest.raises(ConflictError, match="which is published"):
        companies.change_subject(actor=lead, subject=rankings.part(entry, "Search"), role="group")


def test_a_role_under_which_answers_would_not_count_is_refused(assessor, organisation):
    group = rankings.part(rankings.answered(rankings.entry(rankings.edition(organisation))))
    with pytest.raises(ConflictError, match=r"not asked of this role, such as G1\.1"):
        companies.change_subject(actor=assessor, subject=group, role="service")


def test_a_role_that_an_edition_does_not_know_is_refused(assessor, organisation):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match="Its roles: group, service"):
        companies.change_subject(actor=assessor, subject=rankings.part(entry), role="retail")
    companies.change_subject(actor=assessor, subject=rankings.part(entry), role="service")
    assert scores_of(entry.edition).companies[entry.company.key].values["P1"] is None


def test_the_history_says_who_added_what(assessor, organisation):
    companies.add_company(actor=assessor, organisation=organisation, name="Acme")
    entry = HistoryEntry.objects.first()
    assert (entry.action, entry.actor, entry.subject) == ("benchmarks.company.added", assessor, "Acme")


@pytest.mark.parametrize("who", ["observer", "reviewer", "outsider"])
def test_only_researchers_change_companies(who, organisation, request):
    actor = request.getfixturevalue(who)
    company = rankings.company(organisation)
    with pytest.raises(NotAllowedError):
        companies.change_company(actor=actor, company=company, revision=1, note="Mine")
    with pytest.raises(NotAllowedError):
        companies.add_identifier(actor=actor, company=company, scheme="lei", value=LEI)
    with pytest.raises(NotAllowedError):
        companies.add_subject(actor=actor, company=company, name="Mail")
