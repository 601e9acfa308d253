"""Nobody reads a case but those who hold its key: every address is tried as everybody, also one added tomorrow.

On the workspace, as people outside, and in every seat whose holder was not given the case. On the portal, without a
receipt, with half of one, and with somebody else's, which is tried on every form of this person's pages.
"""

import re
from functools import cache

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from knowshow.foundation.models import Role
from knowshow.remedy.models import Case, Mechanism, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake, messages, person
from knowshow.remedy.services import keys as key_services
from knowshow.remedy.standing import Person, open_case
from tests import make
from tests.contracts.pages.addresses import addresses, portal_addresses
from tests.page import PortalClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db

#: Of the case, and found nowhere else.
SECRETS = (
    "zephyrine told this",
    "Ottoline Quill",
    "ottoline@example.net",
    "a note on marzipan",
    "an answer on gimbals",
)
_WORDS = {"language": "en", "format": "json", "kind": "case"}
#: What ends a visit, and is tried by tests of its own.
_ENDS = {"remedy:lock"}
ROUTES = [(name, address) for address, name in addresses() if address.startswith("/remedy/") and name not in _ENDS]
#: Those that lead to one case, or to something of it.
OF_A_CASE = {name for name, address in ROUTES if re.search(r"/cases/<\w+>/", address)}
PORTAL = sorted({address for address, name in portal_addresses() if name.startswith("grievance:")})


@pytest.fixture
def reader(organisation):
    """The one who was given the case."""
    return seats.seated(seats.mechanism(organisation), SeatRole.INTAKE, name="Rita Reader")


@pytest.fixture
def told(reader):
    """A case with something of each kind that its team writes, and its receipt."""
    mechanism = Mechanism.objects.get()
    receipt = receipts.new_receipt()
    report = intake.Report(
        f"{SECRETS[0]} to us.", "en", identity={"name": SECRETS[1]}, contact={"email": SECRETS[2]}, wants_notices=True
    )
    received = _received(mechanism, receipt, report)
    person.write_message(actor=Person(received.case, received.keys), text=f"{SECRETS[0]} once more.")
    opened = key_services.open_keys(actor=reader, passphrase=seats.PASSPHRASE)
    handler = open_case(reader, opened, received.case)
    messages.write_note(actor=handler, text=SECRETS[3])
    messages.answer(actor=handler, text=SECRETS[4])
    return received.case, receipt


def _received(mechanism, receipt, report):
    secret = receipts.secret_bytes(receipt.words)
    return intake.receive(mechanism=mechanism, receipt=intake.Receipt(receipt.reference, secret), report=report)


# ---- the workspace -----------------------------------------------------------------------------------------


def _outside(organisation):
    return {
        "an outsider": lambda: make.member(make.organisation("Another Company"), Role.LEAD, name="Otto Outsider"),
        "a stranger": lambda: make.account("Sam Stranger"),
        "a company contact": lambda: make.member(organisation, Role.COMPANY, name="Cora Contact"),
        "somebody of a case team without a seat": lambda: make.member(organisation, Role.CASE_TEAM, name="Tea Team"),
        "the lead without a seat": lambda: make.member(organisation, Role.LEAD, name="Lena Lead"),
    }


OUTSIDE = [
    "an outsider", "a stranger", "a company contact", "somebody of a case team without a seat",
    "the lead without a seat",
]  # fmt: skip


def test_there_are_addresses_of_cases_to_try():
    assert len(ROUTES) > 30
    assert len(OF_A_CASE) > 10
    assert len(PORTAL) > 5


def test_who_was_given_the_case_reads_it_so_that_the_others_have_something_to_miss(told, reader):
    case, _receipt = told
    page = seats.opened(reader).get(f"/remedy/cases/{case.pk}/")
    assert SECRETS[0] in page.text


def test_who_is_signed_out_is_sent_to_sign_in(told):
    problems, numbers = [], _numbers(told[0])
    for name, address in ROUTES:
        for answer in _visited(Client(), _filled(address, told[0], numbers)):
            led = answer.status_code == 302 and answer.url.startswith("/account/sign-in/")
            if not (led or answer.status_code in {403, 405}) or _tells(answer):
                problems.append((name, address, answer.status_code))
    assert not problems


@pytest.mark.parametrize("who", OUTSIDE)
def test_people_without_a_seat_read_nothing_of_a_case(who, told, organisation):
    client = Client()
    client.force_login(_outside(organisation)[who]())
    assert not _leaks(client, told[0])


@pytest.mark.parametrize("role", SeatRole.values)
def test_a_seat_without_the_case_key_reads_nothing_of_it(role, told, reader):
    case, _receipt = told
    client = seats.opened(seats.seated(case.mechanism, role, name="Nora Newcomer")).browser
    client.handler.enforce_csrf_checks = False
    assert not _leaks(client, case)


@pytest.mark.parametrize("role", [SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.ADMINISTRATOR])
def test_a_seat_in_another_mechanism_reads_nothing_of_it(role, told, organisation):
    case, _receipt = told
    other = Mechanism.objects.create(organisation=organisation, name="Another mechanism", is_open=True)
    client = seats.opened(seats.seated(other, role, name="Nora Neighbour")).browser
    client.handler.enforce_csrf_checks = False
    assert not _leaks(client, case)


def _leaks(client, case):
    """Try every address; return those that let somebody in, told a word or changed something."""
    before, numbers, problems = _state(case), _numbers(case), []
    for name, address in ROUTES:
        for answer in _visited(client, _filled(address, case, numbers)):
            is_closed = name not in OF_A_CASE or answer.status_code in {302, 403, 404, 405}
            asked = answer.wsgi_request
            is_changed = asked.method == "POST" and _state(case) != before
            if not is_closed or answer.status_code >= 500 or _tells(answer) or is_changed:
                problems.append((asked.method, asked.path, answer.status_code))
    return problems


def _visited(client, filled):
    """The answers to GET and POST of each address; what one changes is undone after it was looked at."""
    for address in filled:
        for method, data in (("get", None), ("post", {"text": "Something.", "reason": "Something.", "do": "yes"})):
            with transaction.atomic():
                yield getattr(client, method)(address, data)
                transaction.set_rollback(True)


def _filled(address, case, numbers):
    """The address with the number of this case, and with each number of what belongs to it."""
    whose = case.mechanism_id if address.startswith("/remedy/mechanisms/") else case.pk
    begun = address.replace("<pk>", str(whose), 1)
    for name, word in _WORDS.items():
        begun = begun.replace(f"<{name}>", word)
    open_ = re.search(r"<\w+>", begun)
    return [begun] if open_ is None else [re.sub(r"<\w+>", str(number), begun) for number in numbers]


def _numbers(case):
    """Every number of a row that hangs on the case, and of an entry in it."""
    found = {case.pk}
    for one in case._meta.related_objects:
        rows = one.related_model._base_manager.filter(**{one.field.name: case})
        found |= set(rows.values_list("pk", flat=True))
    return sorted(found | set(case.entries.values_list("number", flat=True)))


def _state(case):
    """What a case holds, by number; seats and lanes are others' to change."""
    with connection.cursor() as cursor:
        cursor.execute(_counting(), {"case": case.pk})
        counted = cursor.fetchone()
    written = list(case.entries.exclude(author="system").values_list("number", "kind"))
    facts = Case.objects.filter(pk=case.pk).values("stage", "outcome", "shredded_on", "is_held", "urgency").first()
    return counted, written, facts


@cache
def _counting():
    """One question for the number of rows in each table that hangs on a case: it is asked after every form."""
    quoted = connection.ops.quote_name
    counts = []
    for one in Case._meta.related_objects:
        if one.related_model.__name__ in {"CaseKey", "Entry"}:
            continue
        # What rests on many cases has a table of its own for that.
        through = one.field.remote_field.through if one.many_to_many else one.related_model
        column = one.field.m2m_reverse_name() if one.many_to_many else one.field.column
        table = through._meta.db_table
        counts.append(f"(SELECT COUNT(*) FROM {quoted(table)} WHERE {quoted(column)} = %(case)s)")  # noqa: S608 - names of ours
    return f"SELECT {', '.join(counts)}"


def _tells(answer):
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [one for one in SECRETS if one.encode() in said]


def test_every_address_is_a_view_of_ours():
    assert all(resolve(_sample(address)).func.__module__.startswith("knowshow.") for _name, address in ROUTES)


def _sample(address):
    return re.sub(r"<(\w+)>", lambda found: _WORDS.get(found.group(1), "1"), address)


# ---- the portal --------------------------------------------------------------------------------------------


@pytest.fixture
def another(told):
    """Somebody else's receipt, of the same mechanism."""
    receipt = receipts.new_receipt()
    _received(told[0].mechanism, receipt, intake.Report("Another story.", "en"))
    return receipt


@pytest.mark.parametrize("address", PORTAL)
def test_a_page_of_the_portal_tells_nothing_without_the_whole_receipt(address, told, another):
    case, receipt = told
    wrong = {"reference": receipt.reference, "words": " ".join(another.words)}
    client, path = PortalClient(), _sample(address)
    for method, data in (("get", None), ("post", {}), ("post", {"reference": case.reference}), ("post", wrong)):
        answer = client.ask(method, path, data=data)
        assert answer.status_code in {200, 302, 404, 405, 422}, f"{path} answers {answer.status_code}"
        assert not _tells(answer)


@pytest.mark.parametrize("address", PORTAL)
def test_the_receipt_in_the_address_opens_nothing(address, told):
    _case, receipt = told
    asked = {"reference": receipt.reference, "words": " ".join(receipt.words)}
    assert not _tells(PortalClient().ask("get", _sample(address), data=asked))


def test_no_form_of_her_pages_does_anything_for_another_receipt(told, another):
    case, receipt = told
    client, before, tried = PortalClient(), _state(case), 0
    for path, fields in list(_her_forms(client, receipt)):
        with transaction.atomic():
            theirs = {**fields, "reference": another.reference, "words": " ".join(another.words)}
            answer = client.ask("post", path, data=theirs)
            assert answer.status_code < 500, f"{path} answers {answer.status_code}"
            assert not _tells(answer), f"{path} tells another person's words"
            assert _state(case) == before, f"{path} changed another person's case"
            transaction.set_rollback(True)
            tried += 1
    assert tried > 3


def _her_forms(client, receipt):
    """Every form of the pages that her receipt opens, once for each of its buttons."""
    from tests.reporting.person import Answer

    given = {"reference": receipt.reference, "words": " ".join(receipt.words)}
    for address in PORTAL:
        answer = client.ask("post", _sample(address), data=given)
        forms = Answer(f"http://testserver{address}", answer.status_code, {}, answer.content.decode()).forms
        for form in [one for one in forms if one.method == "post" and "reference" in one.names]:
            for name, value in form.buttons or [("", "")]:
                yield form.path, {**dict(form.fields), **({name: value} if name else {})}
