"""Each agreed stage keeps the day that was promised for it: what is agreed later hides no breach.

For a stage that is over, that is the last day of the agreement that was in force; the day that was due stands as both
sides saw it. For one that runs, it is the next day by which a part is still to come. Where the person decides on an offer, her
time runs until the day that the offer names.
"""

from django.db import migrations, models

OWED = ("agreed", "disputed")


def fill(apps, _editor):
    """Take the days from the remedies, agreement by agreement."""
    entries = apps.get_model("remedy", "StageEntry").objects.filter(stage="agreed")
    for entry in entries.iterator():
        entry.promised_on = promised_on(entry)
        if entry.left_on is None and entry.due_on and not _is_stretched(entry):
            entry.due_on = entry.promised_on or entry.due_on
        entry.save(update_fields=["promised_on", "due_on"])
    for offer in apps.get_model("remedy", "Offer").objects.filter(
        state="open", is_from_person=False, open_until__isnull=False
    ):
        hers = offer.case.stages.filter(stage="remedy_offered", left_on__isnull=True)
        hers.update(due_on=offer.open_until)


def promised_on(entry):
    """Return the day that was promised for a stage, if one was."""
    agreed = entry.case.remedies.filter(agreed_on__isnull=False, due_on__isnull=False)
    if entry.left_on is None:
        return min(agreed.filter(state__in=OWED).values_list("due_on", flat=True), default=None)
    before = [one for one in agreed if one.agreed_on <= entry.entered_on]
    newest = max((one.agreed_on for one in before), default=None)
    return max((one.due_on for one in before if one.agreed_on == newest), default=None)


def _is_stretched(entry):
    """Whether the clock stood still meanwhile: then the day that was told is later than the one promised."""
    return entry.case.pauses.filter(since__gte=entry.entered_on).exists()


class Migration(migrations.Migration):
    dependencies = [
        ("remedy", "0003_signed_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="stageentry",
            name="promised_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
