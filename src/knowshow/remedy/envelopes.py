"""The sealing of a case: its keys, who holds them, its entries and files (grievance.md 2.7).

A case has two secret keys. The **shared** one opens what both sides see; the person has it through her receipt, each
handler through a ``CaseKey``. The **internal** one opens notes, and only handlers have it. Identity and contact stand
under keys of their own (``SealedPart``).

Every sealed thing is bound to tenant, case, object, kind and version: put elsewhere, it does not open. Every entry is
signed by its author and chained to the one before, so that whoever can write into the database, but holds no key, can
neither forge, change, drop nor move one unnoticed. The chain itself needs no key to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from knowshow.errors import SealError
from knowshow.foundation import vault
from knowshow.foundation.vault import Cost, KeyPair
from knowshow.remedy.models import Audience, Author, Entry, KeyScope, Mechanism, SealedPart

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import Case, CaseFile, CaseKey, MemberKey

#: What a sealed text may hold: whatever JSON holds.
Content = dict[str, Any]  # Any: entries of different kinds hold different things
_VERSION: Final = 1
#: Since the second, an entry with which the person gives a name or a contact holds its digest: see ``pin_of``.
ENTRY_VERSION: Final = 2
_KEY: Final = vault.KEY_BYTES
#: Bytes by which a key of the trustees is known.
_SIGN: Final = 8


@dataclass(frozen=True, slots=True)
class CaseSecrets:
    """The secret keys of a case that somebody holds."""

    shared: bytes = field(repr=False)
    internal: bytes = field(default=b"", repr=False)

    @property
    def pair(self) -> KeyPair:
        """The pair to whose public half the system and other bodies write."""
        return KeyPair.of(self.shared)

    def key_for(self, audience: str) -> bytes:
        """Return the key under which an audience's entries stand; ``SealError`` if it is not held."""
        key = self.internal if audience == Audience.INTERNAL else self.shared
        if not key:
            raise SealError
        return vault.subkey(key, "entries")


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What the receipt opens: the shared key, the keys of sealed parts, and her way to sign."""

    receipt_key: bytes = field(repr=False)
    secrets: CaseSecrets
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def signing_seed(self) -> bytes:
        """Her signing seed: only the receipt gives it, so only she can accept an offer."""
        return _signing_seed(self.receipt_key)


@dataclass(frozen=True, slots=True)
class MemberKeys:
    """A member's own secrets, while her cases are open."""

    user_id: int
    code: str
    pair: KeyPair
    signing_seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who writes an entry."""

    author: Author
    seed: bytes = field(default=b"", repr=False)
    user_id: int | None = None
    role: str = ""

    @classmethod
    def person(cls, keys: PersonKeys) -> Signer:
        """The person, by her receipt."""
        return cls(Author.PERSON, keys.signing_seed)

    @classmethod
    def member(cls, keys: MemberKeys, role: str) -> Signer:
        """Somebody of the mechanism, in one of her seats."""
        return cls(Author.MEMBER, keys.signing_seed, keys.user_id, role)

    @property
    def verify(self) -> bytes:
        """The public half; nothing for the system, which signs nothing."""
        return vault.verify_key(self.seed) if self.seed else b""


SYSTEM: Final = Signer(Author.SYSTEM)


# ---- the receipt -------------------------------------------------------------------------------------------


def receipt_key(secret: bytes, salt: bytes) -> bytes:
    """Return the key of a receipt's words. It takes some hundredths of a second: never inside a transaction."""
    return vault.derive(secret, salt, Cost.RECEIPT)


def new_person(key: bytes) -> PersonKeys:
    """Make the keys of a new case for who holds this receipt."""
    return PersonKeys(key, CaseSecrets(vault.new_key()))


def person_verify(key: bytes) -> bytes:
    """Return the public half of the person's signing key."""
    return vault.verify_key(_signing_seed(key))


def lock_receipt(case: Case, keys: PersonKeys) -> bytes:
    """Return what the receipt opens, sealed."""
    held = {"shared": keys.secrets.shared.hex(), "parts": {what: key.hex() for what, key in keys.parts.items()}}
    return vault.lock(vault.subkey(keys.receipt_key, "receipt"), _encoded(held), bound_to(case, "receipt", "keys"))


def open_receipt(case: Case, key: bytes) -> PersonKeys:
    """Return the person's keys; ``SealError`` for any other receipt."""
    sealed = vault.unlock(vault.subkey(key, "receipt"), bytes(case.receipt_locked), bound_to(case, "receipt", "keys"))
    held = _decoded(sealed)
    parts = {what: bytes.fromhex(secret) for what, secret in held["parts"].items()}
    return PersonKeys(key, CaseSecrets(bytes.fromhex(held["shared"])), parts)


def _signing_seed(key: bytes) -> bytes:
    return vault.subkey(key, "person signs")


# ---- members -----------------------------------------------------------------------------------------------


def passphrase_key(passphrase: str, salt: bytes) -> bytes:
    """Return the key of a member's case passphrase. Slow on purpose: never inside a transaction."""
    return vault.derive(passphrase.encode(), salt, Cost.PASSPHRASE)


def new_member_keys(user_id: int, code: str) -> MemberKeys:
    """Make the keys of somebody who will open cases."""
    return MemberKeys(user_id, code, KeyPair.new(), vault.new_key())


def lock_member(key: bytes, keys: MemberKeys) -> bytes:
    """Seal a member's secrets under her passphrase."""
    return vault.lock(key, keys.pair.secret + keys.signing_seed, _bound("member", keys.code, str(keys.user_id)))


def open_member(stored: MemberKey, key: bytes) -> MemberKeys:
    """Return a member's keys; ``SealError`` if the passphrase is another."""
    secret = vault.unlock(key, bytes(stored.locked), _bound("member", stored.code, str(stored.user_id)))
    keys = MemberKeys(stored.user_id, stored.code, KeyPair.of(secret[:_KEY]), secret[_KEY:])
    if keys.pair.public != bytes(stored.public):
        raise SealError
    return keys


def key_digest(stored: MemberKey) -> str:
    """Return what the history holds of a member's key: one that was slipped in, or exchanged, stands in no history."""
    return vault.digest(b"member key", stored.code.encode(), bytes(stored.public), bytes(stored.verify)).hex()


def packed(keys: MemberKeys) -> bytes:
    """Write a member's opened keys as bytes: to be held in memory while her cases are open, and stored nowhere."""
    return _encoded(
        {
            "user_id": keys.user_id,
            "code": keys.code,
            "secret": keys.pair.secret.hex(),
            "signing_seed": keys.signing_seed.hex(),
        }
    )


def unpacked(held: bytes) -> MemberKeys:
    """Read what ``packed`` wrote."""
    said = _decoded(held)
    pair = KeyPair.of(bytes.fromhex(said["secret"]))
    return MemberKeys(said["user_id"], said["code"], pair, bytes.fromhex(said["signing_seed"]))


def seal_case_key(case: Case, secrets: CaseSecrets, stored: MemberKey, scope: KeyScope) -> bytes:
    """Seal a case's keys to a member; the shared scope leaves the internal key out."""
    held = secrets.shared if scope == KeyScope.SHARED else secrets.shared + secrets.internal
    return vault.seal(bytes(stored.public), held, bound_to(case, f"member {stored.user_id}", scope))


def open_case_key(given: CaseKey, keys: MemberKeys) -> CaseSecrets:
    """Return the secrets of a case that was given to a member."""
    if given.user_id != keys.user_id:
        raise SealError
    bound = bound_to(given.case, f"member {given.user_id}", given.scope)
    held = vault.unseal(keys.pair, bytes(given.sealed), bound)
    return CaseSecrets(held[:_KEY], held[_KEY:])


def seal_for_recovery(case: Case, secrets: CaseSecrets) -> bytes:
    """Seal a case's keys to the trustees' key, and say to which; nothing where there is none."""
    public = bytes(case.mechanism.recovery_public)
    if not public:
        return b""
    return _sign_of(public) + vault.seal(public, secrets.shared + secrets.internal, bound_to(case, "recovery", "keys"))


def is_for_recovery(case: Case, public: bytes) -> bool:
    """Whether a case is sealed to this key of the trustees, and not to one that they had before."""
    return bool(public) and bytes(case.recovery_sealed).startswith(_sign_of(public))


def _sign_of(public: bytes) -> bytes:
    return vault.digest(b"recovery", public)[:_SIGN]


def open_recovery(case: Case, pair: KeyPair) -> CaseSecrets:
    """Return a case's keys with the trustees' key."""
    held = vault.unseal(pair, bytes(case.recovery_sealed)[_SIGN:], bound_to(case, "recovery", "keys"))
    return CaseSecrets(held[:_KEY], held[_KEY:])


# ---- entries -----------------------------------------------------------------------------------------------


def make_entry(
    case: Case,
    content: Mapping[str, object],
    *,
    kind: str,
    signer: Signer,
    secrets: CaseSecrets | None,
    audience: str = Audience.BOTH,
    about: Entry | None = None,
    pins: Mapping[str, str] | None = None,
    on: date,
) -> Entry:
    """Seal, sign and chain the next entry of a case; nothing is stored yet. The caller holds the case.

    Without secrets it is sealed to the case's public key: what the system writes. ``pins`` are the digests of the
    sealed parts that are given with it.
    """
    entry = Entry(
        case=case, number=case.entry_count + 1, kind=kind, audience=audience, author=signer.author,
        user_id=signer.user_id, role=signer.role, added_on=on, version=ENTRY_VERSION,
        is_to_public_key=secrets is None, signer=signer.verify, about=about, pins=dict(pins or {}),
    )  # fmt: skip
    bound = _entry_bound(entry)
    plain = _encoded(dict(content))
    entry.sealed = (
        vault.seal(bytes(case.public_key), plain, bound)
        if secrets is None
        else vault.lock(secrets.key_for(audience), plain, bound)
    )
    entry.chain = chained(bytes(case.chain_head), entry)
    entry.signature = vault.sign(signer.seed, entry.chain) if signer.seed else b""
    return entry


def read_entry(entry: Entry, secrets: CaseSecrets) -> Content:
    """Return what an entry says; ``SealError`` where the key is not held or anything was changed."""
    return reader_of(secrets)(entry)


def reader_of(secrets: CaseSecrets) -> Callable[[Entry], Content]:
    """Return what opens one entry of a case after another as ``read_entry`` does, and derives each key once."""
    key_for, pair = cache(secrets.key_for), cache(lambda: secrets.pair)

    def read(entry: Entry) -> Content:
        bound, sealed = _entry_bound(entry), bytes(entry.sealed)
        if entry.is_to_public_key:
            return _decoded(vault.unseal(pair(), sealed, bound))
        return _decoded(vault.unlock(key_for(entry.audience), sealed, bound))

    return read


def chained(before: bytes, entry: Entry) -> bytes:
    """Return the digest that ties an entry to all before it. It needs no key."""
    about = entry.about.number if entry.about else 0
    facts = f"{entry.number}|{entry.added_on.isoformat()}|{about}|{int(entry.is_to_public_key)}"
    return vault.digest(before, _entry_bound(entry), facts.encode(), bytes(entry.sealed))


def broken_links(case: Case, entries: Iterable[Entry], known: Mapping[int, frozenset[bytes]]) -> list[int]:
    """Return the numbers of entries that are missing, changed, or not signed by who is said to have written them.

    ``known`` holds, by account, the public signing keys that it has had. No secret is needed.
    """
    broken: list[int] = []
    before, expected = b"", 1
    for entry in entries:
        broken += range(expected, entry.number)
        if chained(before, entry) != bytes(entry.chain) or not _is_signed(case, entry, known):
            broken.append(entry.number)
        before, expected = bytes(entry.chain), entry.number + 1
    broken += range(expected, case.entry_count + 1)
    if not broken and before != bytes(case.chain_head):
        broken.append(case.entry_count)
    return broken


def _is_signed(case: Case, entry: Entry, known: Mapping[int, frozenset[bytes]]) -> bool:
    signer = bytes(entry.signer)
    if entry.author == Author.SYSTEM:
        return not signer and entry.is_to_public_key
    is_theirs = (
        signer == bytes(case.person_verify)
        if entry.author == Author.PERSON
        else signer in known.get(entry.user_id or 0, frozenset())
    )
    # Whoever writes holds the case's key: what is sealed to its public half instead, anybody can have made.
    return (
        is_theirs and not entry.is_to_public_key and vault.is_signed(signer, bytes(entry.chain), bytes(entry.signature))
    )


def _entry_bound(entry: Entry) -> bytes:
    who = f"{entry.author}:{entry.user_id or ''}:{entry.role}:{bytes(entry.signer).hex()}"
    kind = f"{entry.kind}:{entry.audience}"
    pins = "".join(f":{what}={entry.pins[what]}" for what in sorted(entry.pins))
    return bound_to(entry.case, f"entry {entry.number}", f"{kind}:{who}{pins}", entry.version)


# ---- identity and contact ----------------------------------------------------------------------------------


def seal_part(part: SealedPart, content: Mapping[str, object]) -> bytes:
    """Seal an identity or a contact to its own public key."""
    return vault.seal(bytes(part.public_key), _encoded(dict(content)), _part_bound(part))


def open_part(part: SealedPart, secret: bytes) -> Content:
    """Return an identity or a contact with its secret key."""
    return _decoded(vault.unseal(KeyPair.of(secret), bytes(part.sealed), _part_bound(part)))


def pin_of(part: SealedPart) -> str:
    """Return the digest of a part as the person gives it: what is sealed, for whom, whether the worker may use it.

    It stands in the entry that she signs, so that nobody else can put another name there, or let the team know.
    """
    told = "notices" if part.for_notices else ""
    return vault.digest(
        _part_bound(part), bytes(part.public_key), part.consent.encode(), told.encode(), bytes(part.sealed)
    ).hex()


def is_pinned(part: SealedPart, entry: Entry) -> bool:
    """Whether a part is what the person gave with this entry, which is one of those that she signed (``signed``)."""
    return entry.author == Author.PERSON and entry.pins.get(part.what) == pin_of(part)


def signed(case: Case, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of a case up to the last one that the person signed, if they are as she signed them.

    Her signature is over the end of the chain, and so over all that stands before it: of what comes later she has said
    nothing. Give all entries of the case in order. Nothing comes back where any of it was changed or is missing.
    """
    found: list[Entry] = []
    before, last = b"", 0
    for expected, entry in enumerate(entries, start=1):
        if entry.number != expected or chained(before, entry) != bytes(entry.chain):
            return []
        before = bytes(entry.chain)
        found.append(entry)
        last = expected if entry.author == Author.PERSON else last
    upto = found[:last]
    return upto if upto and _is_signed(case, upto[-1], {}) else []


def share_purpose(part: SealedPart) -> str:
    """Return for what a custodian holds a share: that of the person who signs with this key, and of nobody else."""
    return f"share {part.what} of {bytes(part.case.person_verify).hex()}"


def open_share(keys: MemberKeys, part: SealedPart, sealed: bytes) -> bytes:
    """Open a custodian's share of a part; of an older one, too, which did not say whose it is."""
    try:
        return open_for_member(keys, sealed, part.case, share_purpose(part))
    except SealError:
        return open_for_member(keys, sealed, part.case, f"share {part.what}")


def _part_bound(part: SealedPart) -> bytes:
    return bound_to(part.case, "part", part.what, part.version)


def seal_to_member(stored: MemberKey, content: bytes, case: Case, purpose: str) -> bytes:
    """Seal a key or a share to one member, for one purpose in one case."""
    return vault.seal(bytes(stored.public), content, bound_to(case, f"member {stored.user_id}", purpose))


def open_for_member(keys: MemberKeys, sealed: bytes, case: Case, purpose: str) -> bytes:
    """Open what was sealed to this member for this purpose."""
    return vault.unseal(keys.pair, sealed, bound_to(case, f"member {keys.user_id}", purpose))


def seal_for_notices(part: SealedPart, public: bytes, secret: bytes) -> bytes:
    """Seal a contact's key to the worker that sends notices: it opens nothing else of the case."""
    return vault.seal(public, secret, bound_to(part.case, "notices", part.what))


def open_for_notices(part: SealedPart, pair: KeyPair) -> Content:
    """Return a contact as the worker that sends notices reads it."""
    return open_part(part, vault.unseal(pair, bytes(part.for_notices), bound_to(part.case, "notices", part.what)))


def seal_name(case: Case, public: bytes, name: str) -> bytes:
    """Seal whom a person named to the matching key, which trustees hold and no server does."""
    return vault.seal(public, name.encode(), bound_to(case, "matching", "name"))


def open_name(case: Case, pair: KeyPair, sealed: bytes) -> str:
    """Return whom a person named, with the trustees' matching key."""
    return vault.unseal(pair, sealed, bound_to(case, "matching", "name")).decode()


# ---- files -------------------------------------------------------------------------------------------------


def lock_file(file: CaseFile, key: bytes, pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Seal a file piece by piece under its own key."""
    return vault.lock_stream(key, pieces, size, _file_bound(file, "bytes"))


def unlock_file(file: CaseFile, key: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Open a file piece by piece; one that was cut or swapped ends in ``SealError``."""
    return vault.unlock_stream(key, sealed, _file_bound(file, "bytes"))


def seal_file_facts(file: CaseFile, facts: Mapping[str, object], secrets: CaseSecrets) -> bytes:
    """Seal what is known of a file (name, kind, size, digests, its key) for those who may open it."""
    return vault.lock(secrets.key_for(file.audience), _encoded(dict(facts)), _file_bound(file, "facts"))


def seal_file_facts_apart(file: CaseFile, facts: Mapping[str, object], secret: bytes) -> bytes:
    """Seal them under the identity's key, which the person holds: the file tells who, where or when."""
    return vault.seal(KeyPair.of(secret).public, _encoded(dict(facts)), _file_bound(file, "facts"))


def read_file_facts(file: CaseFile, secrets: CaseSecrets) -> Content:
    """Return what is known of a file."""
    plain = vault.unlock(secrets.key_for(file.audience), bytes(file.sealed), _file_bound(file, "facts"))
    return _decoded(plain)


def read_file_facts_apart(file: CaseFile, secret: bytes) -> Content:
    """Return what is known of a file that stands under the identity's key."""
    return _decoded(vault.unseal(KeyPair.of(secret), bytes(file.sealed), _file_bound(file, "facts")))


def sign_file(file: CaseFile, signer: Signer) -> bytes:
    """Sign a file's sealed facts: they hold its digest, so this says who put it there."""
    return vault.sign(signer.seed, _file_digest(file))


def is_file_signed(file: CaseFile, verify: bytes) -> bool:
    """Whether whoever has this verifying key put the file there."""
    return vault.is_signed(verify, _file_digest(file), bytes(file.signature))


def _file_digest(file: CaseFile) -> bytes:
    return vault.digest(_file_bound(file, "facts"), bytes(file.sealed))


def _file_bound(file: CaseFile, what: str) -> bytes:
    kind = f"{what}:{file.author}:{file.audience}:{int(file.is_cleaned)}:{int(file.is_kept_apart)}"
    return bound_to(file.case, f"file {file.code}", kind)


# ---- what sealed things are bound to -----------------------------------------------------------------------


def bound_to(case: Case, thing: str, kind: str, version: int = _VERSION) -> bytes:
    """Return the associated data of a sealed thing: tenant, case, object, kind, version."""
    return _bound(_tenant(case.mechanism), case.code, thing, kind, str(version))


def _tenant(mechanism: Mechanism) -> str:
    return mechanism.code


def _bound(*parts: str) -> bytes:
    return vault.join(*(part.encode() for part in parts))


def _encoded(content: object) -> bytes:
    return msgspec.json.encode(content)


def _decoded(plain: bytes) -> Content:
    return msgspec.json.decode(plain, type=Content)
