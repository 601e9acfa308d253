"""The history is added to and never changed, and says acts in words."""

import re
from pathlib import Path

import pytest

import knowshow
from knowshow.errors import ConflictError, NotAllowedError
from knowshow.foundation import history
from knowshow.foundation.models import HistoryEntry


@pytest.fixture
def entry(organisation, lead):
    return history.record(actor=lead, action="foundation.thing.done", organisation=organisation, subject=organisation)


def test_an_entry_cannot_be_changed(entry):
    entry.action = "foundation.thing.undone"
    with pytest.raises(ConflictError):
        entry.save()

    assert HistoryEntry.objects.get().action == "foundation.thing.done"


def test_an_entry_cannot_be_removed(entry):
    with pytest.raises(ConflictError):
        entry.delete()

    assert HistoryEntry.objects.exists()


def test_an_outsider_reads_none_of_it(entry, organisation, outsider):
    with pytest.raises(NotAllowedError):
        history.entries_of(actor=outsider, organisation=organisation)


def acts_in_the_code():
    source = "\n".join(path.read_text("utf-8") for path in Path(knowshow.__file__).parent.rglob("*.py"))
    return sorted(set(re.findall(r'action="((?:foundation|respect)\.[a-z_.]+)"', source)))


@pytest.mark.parametrize("act", acts_in_the_code())
def test_every_act_has_words_of_its_own(act):
    assert act in history._WORDS, f"say what {act} is called, in history.py or with name_acts"


def test_an_act_that_nobody_named_is_told_from_its_own_name():
    assert history.words_of("respect.approval.some_day_asked") == "Approval some day asked"
