"""Locks, seals, signatures, streams and shares: what was changed, cut, moved or opened with another key is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow.errors import BadInputError, SealError
from knowshow.foundation import unlocked, vault
from knowshow.foundation.vault import PIECE, Cost, KeyPair

KEY = b"k" * 32
OTHER = b"o" * 32
PAIR = KeyPair.of(b"p" * 32)
WORDS = b"They closed my account on 14 October."
#: Sizes around every border of a stream.
SIZES = (0, 1, 503, 504, 505, PIECE - 9, PIECE - 8, PIECE - 7, PIECE, 2 * PIECE, 300_001)


def stream(content, *, key=KEY, bound=b"file", step=10_000):
    pieces = [content[at : at + step] for at in range(0, len(content), step)]
    return list(vault.lock_stream(key, pieces, len(content), bound))


def opened(sealed, *, key=KEY, bound=b"file"):
    return b"".join(vault.unlock_stream(key, sealed, bound))


@given(st.binary(max_size=3000), st.binary(max_size=50))
def test_what_is_locked_opens_with_the_same_key_at_the_same_place(content, bound):
    assert vault.unlock(KEY, vault.lock(KEY, content, bound), bound) == content


@given(st.binary(max_size=3000), st.binary(max_size=50))
def test_what_is_sealed_opens_with_the_secret_half(content, bound):
    assert vault.unseal(PAIR, vault.seal(PAIR.public, content, bound), bound) == content


@given(st.integers(min_value=0), st.integers(0, 7))
def test_one_changed_bit_of_a_lock_is_refused(where, bit):
    sealed = bytearray(vault.lock(KEY, WORDS, b"here"))
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(SealError):
        vault.unlock(KEY, bytes(sealed), b"here")


@given(st.integers(min_value=0), st.integers(0, 7))
def test_one_changed_bit_of_a_seal_is_refused(where, bit):
    sealed = bytearray(vault.seal(PAIR.public, WORDS, b"here"))
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(SealError):
        vault.unseal(PAIR, bytes(sealed), b"here")


@pytest.mark.parametrize("length", [0, 1, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(SealError):
        vault.seal(bytes(length), b"content", b"bound")
    with pytest.raises(SealError):
        KeyPair.of(bytes(length))


def test_the_bit_that_the_curve_ignores_is_refused_too():
    sealed = bytearray(vault.seal(PAIR.public, WORDS, b"here"))
    sealed[31] ^= 0x80
    with pytest.raises(SealError):
        vault.unseal(PAIR, bytes(sealed), b"here")


@given(st.integers(0, 600))
def test_a_cut_lock_is_refused(length):
    sealed = vault.lock(KEY, WORDS, b"here")
    if length < len(sealed):
        with pytest.raises(SealError):
            vault.unlock(KEY, sealed[:length], b"here")


@pytest.mark.parametrize("bound", [b"", b"there", b"here ", b"her"])
def test_a_lock_put_elsewhere_is_refused(bound):
    with pytest.raises(SealError):
        vault.unlock(KEY, vault.lock(KEY, WORDS, b"here"), bound)


def test_another_key_is_refused():
    with pytest.raises(SealError):
        vault.unlock(OTHER, vault.lock(KEY, WORDS, b""), b"")
    with pytest.raises(SealError):
        vault.unseal(KeyPair.of(OTHER), vault.seal(PAIR.public, WORDS, b""), b"")


def test_a_point_of_small_order_is_refused():
    with pytest.raises(SealError):
        vault.unseal(PAIR, bytes(32) + vault.lock(KEY, WORDS, b""), b"")


def test_the_same_words_never_look_the_same_twice():
    assert vault.lock(KEY, WORDS, b"") != vault.lock(KEY, WORDS, b"")


@given(st.integers(0, 480), st.integers(0, 480))
def test_lengths_of_short_texts_cannot_be_told_apart(one, other):
    assert len(vault.lock(KEY, bytes(one), b"")) == len(vault.lock(KEY, bytes(other), b""))


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=4))
def test_borders_between_parts_count(parts):
    shifted = [parts[0] + parts[1], b"", *parts[2:]]
    assert (vault.join(*parts) == vault.join(*shifted)) == (parts == shifted)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was_and_takes_the_size_that_was_said(size):
    content = bytes(number % 251 for number in range(size))
    sealed = stream(content)
    assert opened(sealed) == content
    assert sum(map(len, sealed)) == vault.stream_size(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_read_in_chunks_of_any_size(size):
    whole = b"".join(stream(bytes(size)))
    assert opened([whole[at : at + 4099] for at in range(0, len(whole), 4099)]) == bytes(size)


@settings(max_examples=40)
@given(st.sampled_from(SIZES), st.integers(min_value=1), st.integers(0, 7))
def test_one_changed_bit_of_a_file_is_refused(size, where, bit):
    whole = bytearray(b"".join(stream(bytes(size))))
    whole[where % len(whole)] ^= 1 << bit
    with pytest.raises(SealError):
        opened([bytes(whole)])


@settings(max_examples=40)
@given(st.sampled_from(SIZES), st.integers(min_value=0))
def test_a_cut_file_is_refused(size, where):
    whole = b"".join(stream(bytes(size)))
    with pytest.raises(SealError):
        opened([whole[: where % len(whole)]])


def test_pieces_of_a_file_cannot_be_swapped_dropped_or_repeated():
    head, *pieces = stream(bytes(4 * PIECE))
    for wrong in ([pieces[1], pieces[0], *pieces[2:]], pieces[1:], [pieces[0], *pieces], [*pieces, pieces[-1]]):
        with pytest.raises(SealError):
            opened([head, *wrong])


def test_a_file_put_elsewhere_or_opened_with_another_key_is_refused():
    sealed = stream(WORDS)
    with pytest.raises(SealError):
        opened(sealed, bound=b"other file")
    with pytest.raises(SealError):
        opened(sealed, key=OTHER)


def test_a_file_whose_size_was_said_wrong_is_not_sealed():
    with pytest.raises(ValueError, match="size"):
        list(vault.lock_stream(KEY, [b"abc"], 4, b""))


def test_a_signature_proves_the_message_and_the_writer():
    signed = vault.sign(KEY, WORDS)
    assert vault.is_signed(vault.verify_key(KEY), WORDS, signed)
    assert not vault.is_signed(vault.verify_key(KEY), WORDS + b"!", signed)
    assert not vault.is_signed(vault.verify_key(OTHER), WORDS, signed)


@given(st.binary(max_size=80))
def test_what_is_no_signature_proves_nothing(signed):
    assert not vault.is_signed(vault.verify_key(KEY), WORDS, signed)


@given(st.binary(max_size=40), st.integers(0, 80))
def test_a_key_or_a_signature_of_another_length_proves_nothing(key, length):
    signed = vault.sign(KEY, WORDS)
    assert not vault.is_signed(key, WORDS, signed)
    assert vault.is_signed(vault.verify_key(KEY), WORDS, (signed + signed)[:length]) == (length == len(signed))


@pytest.mark.parametrize(
    "written", [b"", bytes(31), bytes(33), bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"]
)
def test_nothing_is_sealed_to_what_is_no_key_or_opens_for_everybody(written):
    assert vault.is_public_key(PAIR.public)
    assert not vault.is_public_key(written)
    with pytest.raises(SealError):
        vault.seal(written, WORDS, b"")


@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (2, 1)])
def test_two_of_three_shares_open_a_secret(chosen):
    shares = vault.split(KEY, needed=2, among=3)
    assert vault.combine([shares[at].upper() for at in chosen]) == KEY


def test_one_share_a_mistyped_share_or_shares_of_two_secrets_open_nothing():
    ours, theirs = vault.split(KEY, needed=2, among=3), vault.split(OTHER, needed=2, among=3)
    first = ours[0].split()
    mistyped = " ".join([first[1], first[0], *first[2:]])
    for wrong in ([ours[0]], [mistyped, ours[1]], [ours[0], theirs[1]], ["no words of ours"], []):
        with pytest.raises(SealError):
            vault.combine(wrong)


@pytest.mark.parametrize(("needed", "among"), [(0, 3), (4, 3), (1, 3), (2, 17)])
def test_sharing_that_is_not_possible_is_refused(needed, among):
    with pytest.raises(BadInputError, match="not possible"):
        vault.split(KEY, needed=needed, among=among)


def test_a_derivation_depends_on_secret_salt_and_cost():
    keys = {vault.derive(secret, salt, Cost.RECEIPT) for secret in (b"one", b"two") for salt in (b"s" * 16, b"t" * 16)}
    assert len(keys) == 4
    assert vault.derive(b"one", b"s" * 16, Cost.PASSPHRASE) not in keys


def test_a_key_pair_never_shows_its_secret():
    assert PAIR.secret.hex() not in repr(PAIR)


def test_an_opened_key_is_held_for_its_cookie_only():
    cookie = unlocked.keep(b"a secret")
    assert unlocked.held(cookie) == b"a secret"
    for wrong in ("", "nonsense", cookie[:-4] + "AAAA", unlocked.keep(b"another")):
        assert unlocked.held(wrong) != b"a secret"
    unlocked.forget(cookie)
    assert unlocked.held(cookie) == b""


def test_the_memory_alone_holds_no_opened_key():
    unlocked.keep(b"a secret that is long enough")
    assert all(b"a secret" not in one.sealed for one in unlocked._held.values())


def age(seconds):
    for one in unlocked._held.values():
        one.used_at -= seconds


def test_an_opened_key_is_forgotten_after_half_an_hour_without_use():
    cookie = unlocked.keep(b"a secret")
    for _ in range(3):
        age(unlocked.IDLE - 10)
        assert unlocked.held(cookie) == b"a secret", "use keeps it"
    age(unlocked.IDLE + 1)
    assert unlocked.held(cookie) == b""
