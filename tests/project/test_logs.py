"""What reaches the log: where the code failed and how, and nothing that a person wrote."""

import logging
import logging.config

import pytest
from django.conf import settings


@pytest.fixture
def written(capsys):
    """Log an error as the server would, and return what was written."""

    def write(error, *, path="/respect/impacts/7/"):
        logging.config.dictConfig({**settings.LOGGING, "loggers": {}})
        try:
            raise error
        except type(error):
            logging.getLogger("django.request").exception("Internal Server Error: %s", path)
        return capsys.readouterr().err

    handlers, level = logging.root.handlers[:], logging.root.level
    yield write
    logging.root.handlers[:], logging.root.level = handlers, level


def test_the_words_of_an_exception_stay_out(written):
    said = written(ValueError("Failing row contains (the witness Amina)"))

    assert "Amina" not in said
    assert "ValueError" in said
    assert "test_logs.py" in said


def test_the_words_of_its_cause_stay_out_too(written):
    error = RuntimeError("A message")
    error.__cause__ = KeyError("amina@example.org")

    said = written(error)

    assert "amina" not in said
    assert said.index("KeyError") < said.index("RuntimeError")


def test_the_reason_of_the_system_is_told(written):
    assert "No space left on device" in written(OSError(28, "No space left on device"))


def test_the_key_of_a_link_stays_out(written):
    said = written(ValueError(), path="/account/password/link/1-secret-key/")

    assert "secret-key" not in said
    assert "/account/password/link/" in said
