"""Messages by e-mail: that something is new, and nothing else; to a person only where she asked and it is safe."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseKey, Entry, Match, Notice, SealedPart, StageEntry
from knowshow.remedy.services import messages, notices, notices_key, person, safety
from tests.remedy import make

pytestmark = pytest.mark.django_db

ADDRESS = "amina@example.org"
ANSWER = "Your shift plan of May was changed back."


@pytest.fixture(autouse=True)
def mail_server(settings, tmp_path):
    """A server that sends mail, with a data folder of this test's own."""
    settings.HOME, settings.EMAIL_HOST = tmp_path, "mail.example.org"


@pytest.fixture
def mechanism():
    return make.mechanism(notice_public=notices_key.notice_pair().public)


def reporter(of, **facts):
    """Somebody who asked for messages, unless said otherwise, and of whose report the team was told."""
    wanting = {"contact": {"email": ADDRESS}, "wants_notices": True, "safe": "yes", **facts}
    return make.person(of, **wanting)


def answered(who):
    messages.answer(actor=make.handler(who), text=ANSWER, although_unsafe=True)


def to(address):
    return [message for message in mail.outbox if message.to == [address]]


def tomorrow(days=1):
    return timezone.localdate() + timedelta(days=days)


def test_a_person_who_asked_for_it_is_told_that_something_is_new(mechanism):
    who = reporter(mechanism)
    notices.send_notices()
    assert to(ADDRESS) == []
    answered(who)
    assert notices.send_notices().to_people == 1
    (message,) = to(ADDRESS)
    assert message.subject == "Something new"
    assert message.body == "There is something new for you to read. You asked for this message.\n"


def test_the_message_holds_no_word_of_the_case_in_any_header(mechanism):
    who = reporter(mechanism)
    answered(who)
    notices.send_notices()
    (message,) = to(ADDRESS)
    raw = message.message().as_string()
    for told in (make.STORY, ANSWER, who.case.reference, mechanism.name, str(mechanism.organisation), "grievance"):
        assert told not in raw


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh-hans"])
def test_it_is_in_her_language(mechanism, language):
    who = reporter(mechanism, language=language)
    answered(who)
    notices.send_notices()
    (message,) = to(ADDRESS)
    assert message.subject != "Something new"
    assert "something new" not in message.body


def test_at_most_one_goes_out_for_a_case_in_a_day_and_none_twice(mechanism):
    who = reporter(mechanism)
    answered(who)
    notices.send_notices()
    answered(who)
    notices.send_notices()
    notices.send_notices(tomorrow())
    assert len(to(ADDRESS)) == 1


def test_that_somebody_named_the_same_is_something_new_too(mechanism):
    one, two = reporter(mechanism), reporter(mechanism, wants_notices=False)
    Match.objects.create(first=two.case, second=one.case)
    assert notices.send_notices().to_people == 1
    assert len(to(ADDRESS)) == 1


def test_days_that_failed_are_told_in_one_message(mechanism):
    who = reporter(mechanism)
    answered(who)
    Notice.objects.create(mechanism=mechanism, case=who.case, kind=notices.SOMETHING_NEW, due_on=tomorrow(-1))
    notices.send_notices()
    notices.send_notices(tomorrow())
    assert len(to(ADDRESS)) == 1


def test_what_she_has_read_meanwhile_is_not_told(mechanism):
    who = reporter(mechanism)
    answered(who)
    notices.gather(timezone.localdate())
    person.mark_read(actor=make.again(who))
    notices.send_notices()
    assert to(ADDRESS) == []
    assert not Notice.objects.filter(user=None).exists()


@pytest.mark.parametrize("facts", [{"wants_notices": False}, {"safe": "no"}])
def test_who_did_not_ask_or_said_that_it_is_unsafe_gets_none(mechanism, facts):
    who = reporter(mechanism, **facts)
    answered(who)
    notices.send_notices()
    assert to(ADDRESS) == []
    assert not bytes(SealedPart.objects.get().for_notices)


def test_saying_that_it_is_unsafe_ends_them_also_those_that_wait(mechanism):
    who = reporter(mechanism)
    answered(who)
    notices.gather(timezone.localdate())
    person.say_whether_safe(actor=make.again(who), answer="no")
    notices.send_notices()
    assert to(ADDRESS) == []


def test_facts_that_say_that_it_is_unsafe_end_them_too(mechanism):
    who = reporter(mechanism)
    person.add_facts(actor=make.again(who), content={"text": "More.", "safe": "no"})
    assert not bytes(SealedPart.objects.get().for_notices)


def test_without_the_key_of_this_installation_nobody_is_written_to(mechanism, settings, tmp_path):
    who = reporter(mechanism)
    answered(who)
    settings.HOME = tmp_path / "elsewhere"
    settings.HOME.mkdir()
    assert notices.send_notices().to_people == 0
    notices_key.notice_pair()
    assert notices.send_notices().to_people == 0
    assert to(ADDRESS) == []


def test_a_member_is_told_of_a_new_case_once_and_in_counts_only(mechanism):
    who = reporter(mechanism)
    reporter(mechanism)
    assert notices.send_notices().to_members == 1
    (message,) = mail.outbox
    assert message.to == [who.case.keys.get().user.email]
    assert message.body.splitlines()[0] == "2 new cases"
    assert make.STORY not in message.body
    assert who.case.reference not in message.body
    notices.send_notices(tomorrow())
    assert len(mail.outbox) == 1


def test_a_member_gets_one_a_day_but_hears_of_retaliation_at_once(mechanism):
    who = reporter(mechanism)
    notices.send_notices()
    person.write_message(actor=make.again(who), text="One more thing.")
    notices.send_notices()
    assert len(mail.outbox) == 1
    safety.report_retaliation(actor=make.again(who), text="They took my shifts away.")
    notices.send_notices()
    assert mail.outbox[-1].body.splitlines()[:2] == ["1 report of retaliation", "1 case has something unread"]
    assert len(mail.outbox) == 2


def test_clocks_that_run_out_are_told_before_and_after(mechanism):
    who = reporter(mechanism)
    stage = StageEntry.objects.get(case=who.case)
    notices.send_notices(stage.due_on - timedelta(days=2))
    assert "1 case is due within days" in mail.outbox[-1].body
    notices.send_notices(stage.due_on + timedelta(days=1))
    assert mail.outbox[-1].body.startswith("1 case is late")
    notices.send_notices(stage.due_on + timedelta(days=2))
    assert len(mail.outbox) == 2


def test_who_cannot_open_a_case_hears_nothing_of_it(mechanism):
    reporter(mechanism)
    CaseKey.objects.update(until=timezone.localdate())
    assert notices.send_notices().to_members == 0


class Failing(EmailBackend):
    """A mail server that says no, with the address in its reason."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such mailbox")})


def test_what_fails_is_tried_again_and_tells_no_address(mechanism, settings, caplog, capsys):
    who = reporter(mechanism)
    answered(who)
    with settings_of(settings, f"{__name__}.Failing"):
        done = notices.send_notices()
    assert (done.to_people, done.failed) == (0, 2)
    assert Notice.objects.get(user=None).tries == 1
    assert ADDRESS not in caplog.text + "".join(capsys.readouterr())
    assert notices.send_notices().to_people == 1


def test_a_mail_server_that_is_down_for_a_night_loses_nothing_and_an_old_message_is_given_up(mechanism, settings):
    answered(reporter(mechanism))
    with settings_of(settings, f"{__name__}.Failing"):
        notices.send_notices()
    Notice.objects.update(tries=500)
    assert notices.send_notices().to_people == 1
    Notice.objects.update(sent_on=None, due_on=timezone.localdate() - timedelta(days=15))
    assert set(notices._waiting().values_list("kind", flat=True)) == set()
    Notice.objects.filter(user=None).update(kind=notices.RETALIATION)
    assert notices._waiting().count() == 1, "word of retaliation is never given up"


class settings_of:  # noqa: N801  (used like a function)
    """Another mail server, for a while."""

    def __init__(self, settings, backend):
        self.settings, self.backend, self.former = settings, backend, settings.EMAIL_BACKEND

    def __enter__(self):
        self.settings.EMAIL_BACKEND = self.backend

    def __exit__(self, *_error):
        self.settings.EMAIL_BACKEND = self.former


def test_without_a_mail_server_nothing_piles_up(mechanism, settings):
    settings.EMAIL_HOST = ""
    reporter(mechanism)
    assert not notices.send_notices().has_mail
    assert not Notice.objects.exists()


def test_messages_that_were_sent_are_forgotten_after_ninety_days(mechanism):
    reporter(mechanism)
    notices.send_notices()
    notices.send_notices(tomorrow(91))
    assert not Notice.objects.filter(kind=notices.NEW_CASE).exists()


# ---- one that fails ------------------------------------------------------------------------------------------


class Refusing(EmailBackend):
    """A mail server that says no to one address for good, and takes the others."""

    def send_messages(self, messages):
        if messages[0].to == [BAD]:
            raise smtplib.SMTPRecipientsRefused({BAD: (550, b"no such mailbox")})
        return super().send_messages(messages)


BAD = "nobody@example.org"


def test_an_address_that_is_refused_for_good_stops_no_other(mechanism, settings):
    first, second = reporter(mechanism, contact={"email": BAD}), reporter(mechanism)
    for who in (first, second):
        answered(who)
    with settings_of(settings, f"{__name__}.Refusing"):
        done = notices.send_notices()
    assert (done.to_people, done.failed) == (1, 1)
    assert len(to(ADDRESS)) == 1


@pytest.mark.parametrize("key", [b"", b"short", b"\xff" * 31, b"\xff" * 33])
def test_a_key_that_was_damaged_stops_no_other(mechanism, key):
    """Whoever writes into the database can seal anything to the worker's key: it is public."""
    first, second = reporter(mechanism), reporter(mechanism)
    for who in (first, second):
        answered(who)
    part = SealedPart.objects.get(case=first.case)
    bound = envelopes.bound_to(first.case, "notices", part.what)
    for_notices = vault.seal(bytes(mechanism.notice_public), key, bound)
    SealedPart.objects.filter(pk=part.pk).update(for_notices=for_notices)
    assert notices.send_notices().to_people == 1
    assert len(to(ADDRESS)) == 1


def test_what_is_no_contact_at_all_stops_no_other_and_is_not_tried_again(mechanism):
    """In a case of before the person signed what she gave, whoever writes into the database can put anything there."""
    first, second = reporter(mechanism), reporter(mechanism)
    for who in (first, second):
        answered(who)
    Entry.objects.filter(case=first.case).update(version=1, pins={})
    part, pair = SealedPart.objects.get(case=first.case), vault.KeyPair.new()
    SealedPart.objects.filter(pk=part.pk).update(
        public_key=pair.public,
        sealed=vault.seal(pair.public, b"no contact", envelopes._part_bound(part)),
        for_notices=vault.seal(
            bytes(mechanism.notice_public), pair.secret, envelopes.bound_to(first.case, "notices", part.what)
        ),
    )
    done = notices.send_notices()
    assert (done.to_people, done.failures) == (1, [])
    assert not Notice.objects.filter(user=None, case=first.case).exists()


def test_a_damaged_key_file_stops_no_message_to_members(mechanism, tmp_path):
    who = reporter(mechanism)
    answered(who)
    (tmp_path / notices_key.FILE).write_text("not a key")
    done = notices.send_notices()
    assert (done.to_members, done.to_people, done.failed) == (1, 0, 1)
    assert [one.what for one in done.failures] == ["messages to people"]


def test_a_failure_of_another_kind_is_told_without_an_address(mechanism, settings, capsys):
    reporter(mechanism)
    with settings_of(settings, f"{__name__}.Breaking"):
        done = notices.send_notices()
    assert (done.to_members, done.failed) == (0, 1)
    assert [(one.what, one.kind) for one in done.failures] == [("a message to a member", "LookupError")]
    assert "example" not in "".join(capsys.readouterr())


class Breaking(EmailBackend):
    """Fails in a way that nobody thought of."""

    def send_messages(self, messages):
        raise LookupError(messages[0].to[0])


def test_a_mail_server_that_never_answers_holds_nobody_up(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30
