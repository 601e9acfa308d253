"""Cryptography on libsodium: locks, seals, signatures, streams, shares. Only ``remedy/envelopes.py`` builds on it.

Everything sealed carries a format byte and is bound to what it belongs to (associated data), so that nobody who can
write into the database moves a sealed text to another place unnoticed. What cannot be opened raises ``SealError``,
whose message never says more than that. Nothing falls back to plain text.

Primitives: XChaCha20-Poly1305, X25519, Ed25519, BLAKE2b, Argon2id, secretstream (libsodium 1.0.18 or later); Shamir's
sharing with checksummed words (SLIP-0039). Lengths are hidden in buckets (Padmé: Nikitin and others, "Reducing
Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Final

import nacl.bindings as sodium
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.utils import random

from knowshow.errors import BadInputError, SealError

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
_FORMAT: Final = b"\x01"
_State = sodium.crypto_secretstream_xchacha20poly1305_state
_NONCE: Final = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SMALLEST: Final = 512
_LENGTH: Final = 8
#: Plain bytes of one piece of a stream.
PIECE: Final = 64 * 1024
_MAC: Final = 16
_SEALED_PIECE: Final = PIECE + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
#: Two derivations at once: each holds its memory while it runs, and there are two cores to run on.
_AT_ONCE: Final = threading.BoundedSemaphore(2)


class Cost(Enum):
    """How hard a derivation is: operations and memory of Argon2id."""

    #: Eight random words are beyond guessing; this only helps where somebody has seen most of them.
    RECEIPT = (2, 19 * 1024 * 1024)
    #: A passphrase that a person chose.
    PASSPHRASE = (3, 64 * 1024 * 1024)


def new_key() -> bytes:
    """Return 32 random bytes."""
    return bytes(random(KEY_BYTES))


def new_salt() -> bytes:
    """Return 16 random bytes."""
    return bytes(random(SALT_BYTES))


def derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Stretch a secret into a key with Argon2id. Never call it inside a transaction: it takes long on purpose."""
    operations, memory = cost.value
    with _AT_ONCE:
        return bytes(argon2id.kdf(KEY_BYTES, secret, salt, opslimit=operations, memlimit=memory))


def subkey(key: bytes, purpose: str) -> bytes:
    """Return a key for one purpose; from it nobody finds the others."""
    return digest(purpose.encode(), key=key)


def digest(*parts: bytes, key: bytes = b"") -> bytes:
    """Return the BLAKE2b digest of parts whose borders count; keyed where a key is given.

    >>> digest(b"ab", b"c") == digest(b"a", b"bc")
    False
    """
    return bytes(sodium.crypto_generichash_blake2b_salt_personal(join(*parts), key=key))


def join(*parts: bytes) -> bytes:
    """Put parts together so that nobody can shift their borders."""
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)


def same(one: bytes, other: bytes) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(one, other)


# ---- locks: one key ----------------------------------------------------------------------------------------


def lock(key: bytes, content: bytes, bound: bytes) -> bytes:
    """Seal content under a key, padded, and bound to its place."""
    nonce = bytes(random(_NONCE))
    sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(_padded(content), _FORMAT + bound, nonce, key)
    return _FORMAT + nonce + bytes(sealed)


def unlock(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Open what ``lock`` sealed for this place; ``SealError`` for anything else."""
    if sealed[:1] != _FORMAT or len(sealed) < 1 + _NONCE + _MAC:
        raise SealError
    nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, _FORMAT + bound, nonce, key)
    except (CryptoError, ValueError) as error:
        raise SealError from error
    return _unpadded(bytes(padded))


# ---- seals: a public key ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 pair: what is sealed to ``public`` opens with ``secret``."""

    public: bytes
    secret: bytes

    @classmethod
    def new(cls) -> KeyPair:
        """Make a pair."""
        return cls.of(new_key())

    @classmethod
    def of(cls, secret: bytes) -> KeyPair:
        """Return the pair of a secret."""
        if len(secret) != KEY_BYTES:
            raise SealError
        return cls(bytes(sodium.crypto_scalarmult_base(secret)), secret)

    def __repr__(self) -> str:
        """Never show the secret."""
        return f"KeyPair({self.public.hex()[:8]}...)"


def seal(public: bytes, content: bytes, bound: bytes) -> bytes:
    """Seal content to a public key: a fresh pair agrees on a key, which is forgotten."""
    fresh = KeyPair.new()
    return fresh.public + lock(_agreed(fresh.secret, public, fresh.public, public), content, bound)


def unseal(pair: KeyPair, sealed: bytes, bound: bytes) -> bytes:
    """Open what was sealed to this pair for this place."""
    fresh, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    if len(fresh) != KEY_BYTES:
        raise SealError
    return unlock(_agreed(pair.secret, fresh, fresh, pair.public), rest, bound)


def is_public_key(written: bytes) -> bool:
    """Whether something can be sealed to a public key: its length is right, and it is no point of small order.

    What is sealed to a point of small order opens for everybody, since the agreed secret is known beforehand.

    >>> is_public_key(KeyPair.new().public), is_public_key(bytes(32)), is_public_key(b"short")
    (True, False, False)
    """
    try:
        _shared(new_key(), written)
    except SealError:
        return False
    return True


def _agreed(secret: bytes, other: bytes, fresh: bytes, recipient: bytes) -> bytes:
    return digest(b"knowshow seal", fresh, recipient, key=_shared(secret, other))


def _shared(secret: bytes, other: bytes) -> bytes:
    if len(other) != KEY_BYTES:  # the library looks at no length, and would read on beyond a shorter one
        raise SealError
    try:
        return bytes(sodium.crypto_scalarmult(secret, other))
    except (CryptoError, RuntimeError) as error:  # a point of small order
        raise SealError from error


# ---- signatures ---------------------------------------------------------------------------------------------


def verify_key(seed: bytes) -> bytes:
    """Return the public half of a signing seed (Ed25519)."""
    return bytes(sodium.crypto_sign_seed_keypair(seed)[0])


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64 bytes that only the holder of the seed can make for this message."""
    _public, secret = sodium.crypto_sign_seed_keypair(seed)
    return bytes(sodium.crypto_sign(message, secret)[: sodium.crypto_sign_BYTES])


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this message and by the holder of this key; one of another length is none."""
    if len(public) != sodium.crypto_sign_PUBLICKEYBYTES or len(signature) != sodium.crypto_sign_BYTES:
        return False  # the library looks at no length, and would read on beyond a shorter key
    try:
        sodium.crypto_sign_open(signature + message, public)
    except (CryptoError, RuntimeError, ValueError):
        return False
    return True


# ---- streams ------------------------------------------------------------------------------------------------


def lock_stream(key: bytes, pieces: Iterable[bytes], size: int, bound: bytes) -> Iterator[bytes]:
    """Seal a file of a known size piece by piece: its length, its bytes, then padding up to a bucket."""
    state = _State()
    yield _FORMAT + bytes(sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key))
    last = -(-_bucket(size + _LENGTH) // PIECE) - 1
    for number, piece in enumerate(_filled(pieces, size)):
        tag = (
            sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if number == last
            else sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        yield bytes(sodium.crypto_secretstream_xchacha20poly1305_push(state, piece, bound, tag))


def unlock_stream(key: bytes, sealed: Iterable[bytes], bound: bytes) -> Iterator[bytes]:
    """Open a sealed file piece by piece. One that was cut, swapped or changed raises ``SealError``.

    Whoever takes the pieces shows none of them as whole before the last has come.
    """
    reader = _Reader(sealed)
    if reader.take(1) != _FORMAT:
        raise SealError
    state = _State()
    _init_pull(state, reader.take(_HEADER), key)
    yield from _trimmed(_pulled(state, reader, bound))


def stream_size(size: int) -> int:
    """Return how many bytes a sealed file of this size takes: what a thief learns of it."""
    pieces = -(-_bucket(size + _LENGTH) // PIECE)
    each = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
    return 1 + _HEADER + _bucket(size + _LENGTH) + pieces * each


def _init_pull(state: _State, header: bytes, key: bytes) -> None:
    if len(header) != _HEADER:
        raise SealError
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)


def _pulled(state: _State, reader: _Reader, bound: bytes) -> Iterator[bytes]:
    is_over = False
    while sealed := reader.take(_SEALED_PIECE):
        if is_over:
            raise SealError
        try:
            piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound)
        except (CryptoError, RuntimeError, ValueError) as error:
            raise SealError from error
        is_over = tag == sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        yield bytes(piece)
    if not is_over:
        raise SealError


def _trimmed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Take the length off the front and the padding off the end."""
    first = next(pieces)
    left = int.from_bytes(first[:_LENGTH], "big")
    for piece in chain((first[_LENGTH:],), pieces):
        yield piece[:left]
        left -= min(left, len(piece))
    if left:
        raise SealError


def _filled(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Give pieces of one length: the size, the bytes, zeros; the last may be shorter."""
    waiting = bytearray(size.to_bytes(_LENGTH, "big"))
    left = _bucket(size + _LENGTH)
    given = 0
    for piece in pieces:
        given += len(piece)
        waiting += piece
        while len(waiting) >= PIECE and left > PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
            left -= PIECE
    if given != size:
        raise ValueError("The file has not the size that was said.")
    waiting += bytes(left - len(waiting))
    for start in range(0, len(waiting), PIECE):
        yield bytes(waiting[start : start + PIECE])


class _Reader:
    """Takes a number of bytes at a time from chunks of any size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._waiting = bytearray()

    def take(self, number: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        while len(self._waiting) < number and (chunk := next(self._chunks, None)) is not None:
            self._waiting += chunk
        taken = bytes(self._waiting[:number])
        del self._waiting[:number]
        return taken


# ---- padding ------------------------------------------------------------------------------------------------


def _bucket(size: int) -> int:
    """Return the next of a few sizes: at most an eighth more, never under 512 bytes (Padmé).

    >>> [_bucket(size) for size in (0, 512, 513, 1000, 1_000_000)]
    [512, 512, 544, 1024, 1015808]
    """
    if size <= _SMALLEST:
        return _SMALLEST
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def _padded(content: bytes) -> bytes:
    whole = len(content).to_bytes(_LENGTH, "big") + content
    return whole + bytes(_bucket(len(whole)) - len(whole))


def _unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:_LENGTH], "big")
    if size > len(padded) - _LENGTH:
        raise SealError
    return padded[_LENGTH : _LENGTH + size]


# ---- shares -------------------------------------------------------------------------------------------------


def split(secret: bytes, *, needed: int, among: int) -> list[str]:
    """Split a secret into shares of words, of which ``needed`` open it and fewer tell nothing (SLIP-0039)."""
    from shamir_mnemonic import generate_mnemonics

    if not 1 <= needed <= among <= 16 or (needed == 1 and among > 1):  # noqa: PLR2004 - what the format allows
        raise BadInputError(f"{needed} of {among} is not possible.", remedy="Take at least 2, of at most 16.")
    return list(generate_mnemonics(1, [(needed, among)], secret, iteration_exponent=0)[0])


def combine(shares: Sequence[str]) -> bytes:
    """Return the secret of enough shares; ``SealError`` if they are too few, mistyped or of different secrets."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    try:
        return bytes(combine_mnemonics([" ".join(share.lower().split()) for share in shares]))
    except (MnemonicError, ValueError, IndexError) as error:
        raise SealError("These shares do not open it: one is mistyped, missing, or of another key.") from error
