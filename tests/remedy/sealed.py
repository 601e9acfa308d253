"""A case that is sealed, without a database: for tests of the envelopes."""

from datetime import date

from knowshow.foundation import vault
from knowshow.remedy import envelopes
from knowshow.remedy.envelopes import CaseSecrets, Signer
from knowshow.remedy.models import Case, Mechanism, MemberKey

DAY = date(2026, 11, 2)
RECEIPT = b"r" * 32


def case(code="c" * 32, tenant="t" * 32):
    """A case and the person's keys."""
    keys = envelopes.new_person(RECEIPT)
    made = Case(
        mechanism=Mechanism(code=tenant),
        code=code,
        reference="7402-1938",
        language="en",
        public_key=keys.secrets.pair.public,
        person_verify=envelopes.person_verify(RECEIPT),
    )
    made.receipt_locked = envelopes.lock_receipt(made, keys)
    return made, keys


def member(number=7):
    """A member's keys, and the stored half."""
    keys = envelopes.new_member_keys(number, "m" * 32)
    stored = MemberKey(
        user_id=number, code=keys.code, public=keys.pair.public, verify=vault.verify_key(keys.signing_seed)
    )
    return keys, stored


def full(keys):
    """The secrets of a case with an internal key, as handlers hold them."""
    return CaseSecrets(keys.secrets.shared, b"i" * 32)


def write(of, content, *, signer, secrets, kind="message", audience="both", about=None, on=DAY):
    """Add an entry to a case that is not stored."""
    entry = envelopes.make_entry(
        of, content, kind=kind, signer=signer, secrets=secrets, audience=audience, about=about, on=on
    )
    of.entry_count, of.chain_head = entry.number, entry.chain
    return entry


def conversation():
    """A case with a report, a note, an answer and a line of the system; its entries; the keys."""
    of, person = case()
    ours, stored = member()
    secrets = full(person)
    entries = [
        write(of, {"text": "They closed my account."}, signer=Signer.person(person), secrets=person.secrets,
              kind="report"),
        write(of, {"text": "The third case of this kind."}, signer=Signer.member(ours, "handler"), secrets=secrets,
              kind="note", audience="internal"),
        write(of, {"text": "We look into it."}, signer=Signer.member(ours, "handler"), secrets=secrets),
        write(of, {"event": "late"}, signer=envelopes.SYSTEM, secrets=None, kind="system"),
    ]  # fmt: skip
    return of, entries, person, secrets, {stored.user_id: frozenset({bytes(stored.verify)})}
