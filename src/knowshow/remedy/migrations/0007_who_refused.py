"""Keep apart whether the person or a custodian refused to show a name; the person is asked all the same."""

from django.db import migrations, models


def tell_apart(apps, _editor):
    """Ask the person again where a custodian refused: on that day the case has no answer of hers."""
    reveal = apps.get_model("remedy", "Reveal")
    entry = apps.get_model("remedy", "Entry")
    for one in reveal.objects.filter(state="refused").select_related("part"):
        hers = entry.objects.filter(
            case=one.part.case_id, author="person", kind="consent", added_on=one.answered_on
        )
        if hers.exists():
            continue
        later = reveal.objects.filter(part=one.part_id, user=one.user_id, pk__gt=one.pk, state__in=("asked", "open"))
        one.state = "ended" if later.exists() else "asked"
        one.custodian_refused_on, one.answered_on = one.answered_on, None
        one.save(update_fields=["state", "custodian_refused_on", "answered_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('remedy', '0006_due_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='reveal',
            name='custodian_refused_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
