"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from knowshow.project.passwords import SparingHasher

PASSWORD = "a pass phrase for tests"


def test_a_password_is_kept_with_argon2id_above_the_floor_of_the_guide():
    kept = SparingHasher().encode(PASSWORD, "saltsaltsalt")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=3,p=1$")
    assert SparingHasher().verify(PASSWORD, kept)
    assert not SparingHasher().verify("another", kept)


def test_one_that_was_kept_otherwise_is_known_and_kept_anew():
    kept = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")
    assert SparingHasher().verify(PASSWORD, kept)
    assert SparingHasher().must_update(kept)
