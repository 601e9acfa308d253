"""Stages that were agreed before each kept its own day are given it from the remedies of that agreement."""

from datetime import date

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = date(2026, 3, 2), date(2026, 6, 1)


def _case(old):
    organisation = old.get_model("foundation", "Organisation").objects.create(name="Quillon")
    mechanism = old.get_model("remedy", "Mechanism").objects.create(organisation=organisation)
    return old.get_model("remedy", "Case").objects.create(
        mechanism=mechanism, reference="KS-1", language="en", public_key=b"", person_verify=b"", receipt_salt=b"",
        receipt_locked=b"", confirm_digest=b"",
    )  # fmt: skip


def _agreed(old, case, number, on, *due, **facts):
    models = {name: old.get_model("remedy", name) for name in ("Entry", "Offer", "Remedy", "StageEntry")}
    entry = models["Entry"].objects.create(
        case=case, number=number, kind="offer", audience="both", author="member", sealed=b"", chain=b""
    )
    offer = models["Offer"].objects.create(case=case, entry=entry, state="accepted")
    for day, state in due:
        models["Remedy"].objects.create(
            case=case,
            offer=offer,
            kind="apology",
            state=state,
            due_on=day,
            agreed_on=on if state != "refused" else None,
        )
    return models["StageEntry"].objects.create(case=case, stage="agreed", entered_on=on, **facts).pk


def _moved(moved_to, *, pause=False):
    old = moved_to("remedy", "0003_signed_names")
    case = _case(old)
    ended = _agreed(
        old, case, 1, FIRST, (date(2026, 3, 16), "verified"), left_on=date(2026, 5, 4), due_on=date(2026, 3, 16)
    )
    days = [(date(2026, 7, 1), "proven"), (date(2026, 8, 3), "agreed"), (date(2026, 12, 1), "disputed")]
    runs = _agreed(old, case, 2, SECOND, *days, due_on=date(2026, 12, 1))
    if pause:
        old.get_model("remedy", "Pause").objects.create(case=case, reason="safety", since=date(2026, 6, 8))
    new = moved_to("remedy", "0004_promised_days").get_model("remedy", "StageEntry").objects
    return new.get(pk=ended), new.get(pk=runs), new


def test_a_stage_that_is_over_keeps_the_day_of_its_own_agreement(moved_to):
    ended, _runs, _all = _moved(moved_to)
    assert (ended.promised_on, ended.due_on) == (date(2026, 3, 16), date(2026, 3, 16))


def test_a_stage_that_runs_is_due_when_the_next_part_is(moved_to):
    _ended, runs, _all = _moved(moved_to)
    assert (runs.promised_on, runs.due_on) == (date(2026, 8, 3), date(2026, 8, 3))


def test_a_day_that_a_pause_moved_stands(moved_to):
    _ended, runs, _all = _moved(moved_to, pause=True)
    assert (runs.promised_on, runs.due_on) == (date(2026, 8, 3), date(2026, 12, 1))


def test_her_time_runs_until_the_day_that_the_offer_names(moved_to):
    old = moved_to("remedy", "0003_signed_names")
    case = _case(old)
    entry = old.get_model("remedy", "Entry").objects.create(
        case=case, number=1, kind="offer", audience="both", author="member", sealed=b"", chain=b""
    )
    old.get_model("remedy", "Offer").objects.create(case=case, entry=entry, open_until=date(2026, 9, 1))
    old.get_model("remedy", "StageEntry").objects.create(
        case=case, stage="remedy_offered", entered_on=FIRST, due_on=date(2026, 3, 30)
    )
    new = moved_to("remedy", "0004_promised_days").get_model("remedy", "StageEntry")
    assert new.objects.get().due_on == date(2026, 9, 1)


def test_no_other_stage_is_promised_anything_and_the_way_back_is_open(moved_to):
    _ended, _runs, entries = _moved(moved_to)
    assert not entries.exclude(stage="agreed").filter(promised_on__isnull=False).exists()
    old = moved_to("remedy", "0003_signed_names").get_model("remedy", "StageEntry")
    assert set(old.objects.values_list("due_on", flat=True)) == {date(2026, 3, 16), date(2026, 8, 3)}
