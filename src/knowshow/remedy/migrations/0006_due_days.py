"""Write down the days that were told before each was kept: a step that was late is late in public, paused or not.

Before, a pause emptied the day of a step also where it had passed. Here it is found again by the clocks that were
published; where it had not passed, it is what the pause is added to. Her time was never to stand still. A part of what
was agreed gets the days of the pauses that are over, as its step was told, and an offer that was withdrawn the day on
which that was, where the stages of its case tell it.
"""

from datetime import timedelta

from django.db import migrations

from knowshow.remedy.rules.working_days import Calendar

#: Which clock ran at a stage, and its days where a mechanism published no other.
OURS = {
    "received": ("acknowledged", 5),
    "acknowledged": ("admissible", 10),
    "admissible": ("assessed", 20),
    "assessed": ("remedy_offered", 10),
    "dialogue": ("dialogue", 15),
    "agreed": ("implemented", 30),
    "verified": ("closed", 10),
    "appealed": ("appeal", 20),
}
HERS = {"remedy_offered": ("agreed", 20), "implemented": ("verified", 30)}
PROMISED = ("agreed", "proven", "verified", "disputed")


def fill(apps, _editor):
    """Fill the days of steps that stand still, of parts that a pause moved, and of offers that were withdrawn."""
    entries = apps.get_model("remedy", "StageEntry").objects.filter(left_on__isnull=True, due_on__isnull=True)
    for entry in entries.exclude(stage="closed").select_related("case__mechanism").order_by("pk"):
        _tell(entry)
    for part in _moved_parts(apps):
        _keep(part, _moved(part))
    for offer in apps.get_model("remedy", "Offer").objects.filter(state="withdrawn", decided_on__isnull=True):
        _date(offer)


def take_back(apps, _editor):
    """Take the days of pauses from the parts again: before, they were added wherever a day was read."""
    for part in _moved_parts(apps):
        _keep(part, _moved_back(part))


def _tell(entry):
    pause = entry.case.pauses.filter(until__isnull=True).order_by("pk").last()
    if pause is None:
        return
    if entry.stage in HERS:
        entry.due_on = _counted(entry, *HERS[entry.stage], pauses=[])
    elif entry.stage in OURS and not _is_kept(entry):
        day = _told(entry)
        entry.due_on, entry.promised_on = (day, entry.promised_on) if day < pause.since else (None, day)
    entry.save(update_fields=["due_on", "promised_on"])


def _is_kept(entry):
    """Whether the day that was told is there already, with the pauses until then: it is not the bare day of a part."""
    bare = entry.case.remedies.filter(agreed_on__isnull=False).values_list("due_on", flat=True)
    return entry.promised_on is not None and entry.promised_on not in set(bare)


def _told(entry):
    """Return the day that was told before the pause that stands."""
    over = [one for one in _over(entry.case) if one.until >= entry.entered_on]
    if entry.promised_on is None:
        return _counted(entry, *OURS[entry.stage], pauses=over)
    day = entry.promised_on
    for pause in over:
        day = _held_up(day, pause, _calendar(entry.case))
    return day


def _counted(entry, clock, usual, *, pauses):
    """Count the published working days from where a stage was entered, but for those on which our clock stood."""
    day, allowed = entry.entered_on, entry.case.mechanism.clocks.get(clock, usual)
    calendar = _calendar(entry.case)
    while allowed:
        day += timedelta(days=1)
        allowed -= calendar.is_working(day) and not any(one.since < day <= one.until for one in pauses)
    while any(one.since < day + timedelta(days=1) <= one.until for one in pauses):
        day += timedelta(days=1)
    return day


def _moved_parts(apps):
    """Give each part that was promised for a day in a case whose clock stood still once."""
    cases = apps.get_model("remedy", "Pause").objects.filter(until__isnull=False).values("case")
    parts = apps.get_model("remedy", "Remedy").objects.filter(
        case__in=cases, state__in=PROMISED, agreed_on__isnull=False, due_on__isnull=False
    )
    return list(parts.select_related("case__mechanism").order_by("pk"))


def _moved(part):
    day = part.due_on
    for pause in _of_agreement(part):
        day = _held_up(day, pause, _calendar(part.case))
    return day


def _moved_back(part):
    """Return a day that the pauses move to where the part is due."""
    day, calendar = part.due_on, _calendar(part.case)
    for pause in reversed(_of_agreement(part)):
        before = (pause.since + timedelta(days=n) for n in range((day - pause.since).days + 1))
        day = next((one for one in before if _held_up(one, pause, calendar) == day), day)
    return day


def _of_agreement(part):
    """Return the pauses that are over and lay where what was agreed was being carried out."""
    stages = part.case.stages.filter(stage="agreed", entered_on__gte=part.agreed_on)
    times = list(stages.values_list("entered_on", "left_on"))
    return [
        one
        for one in _over(part.case)
        if any(start <= one.since and (end is None or one.until <= end) for start, end in times)
    ]


def _held_up(day, pause, calendar):
    """Add the working days of a pause, and end no day within it; one that had passed before stays."""
    if day < pause.since:
        return day
    return max(calendar.add(day, calendar.between(pause.since, pause.until)), pause.until)


def _keep(part, day):
    """Keep the day; a part that came by it was not late."""
    if day == part.due_on:
        return
    part.due_on = day
    part.was_late = part.proven_on is not None and part.proven_on > day
    part.save(update_fields=["due_on", "was_late"])


def _date(offer):
    """Say on which day an offer was withdrawn, where it can have been one day only.

    That is when the person ended the case, or when an appeal changed what was decided.
    """
    stages = [("", offer.made_on), *offer.case.stages.order_by("pk").values_list("stage", "entered_on")]
    ended = {day for (before, _), (stage, day) in zip(stages, stages[1:]) if stage == "closed" and before != "appealed"}
    changed = offer.case.appeals.filter(state="changed", decided_on__isnull=False)
    days = {day for day in ended.union(changed.values_list("decided_on", flat=True)) if day >= offer.made_on}
    if len(days) == 1:
        offer.decided_on = days.pop()
        offer.save(update_fields=["decided_on"])


def _over(case):
    return list(case.pauses.filter(until__isnull=False).order_by("since", "pk"))


def _calendar(case):
    of = case.mechanism
    return Calendar.of(of.country, of.weekend, of.closed_days)


class Migration(migrations.Migration):
    dependencies = [
        ("remedy", "0005_unordered_answers"),
    ]

    operations = [
        migrations.RunPython(fill, take_back),
    ]
