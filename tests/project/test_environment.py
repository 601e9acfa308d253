"""A wrong setting stops the start, with one message that names it."""

import pytest

from knowshow.errors import OperationError
from knowshow.project import environment


@pytest.mark.parametrize(("said", "bits"), [("", 16), ("0", 0), ("24", 24)])
def test_work_is_as_hard_as_the_operator_says(monkeypatch, said, bits):
    monkeypatch.setenv("KNOWSHOW_PUZZLE_BITS", said)
    assert environment.puzzle_bits() == bits


@pytest.mark.parametrize("said", ["-1", "25", "hard"])
def test_work_that_no_telephone_could_do_is_refused(monkeypatch, said):
    monkeypatch.setenv("KNOWSHOW_PUZZLE_BITS", said)
    with pytest.raises(OperationError, match="KNOWSHOW_PUZZLE_BITS"):
        environment.puzzle_bits()
