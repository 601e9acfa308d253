"""Take the order from what people answered to the survey, and the day from whether they did."""

import secrets

import knowshow.foundation.models.fields
from django.db import migrations, models


def take_order(apps, _editor):
    """Store all answers anew in random order, under random numbers; of a day keep the first of its quarter."""
    answer = apps.get_model("remedy", "SurveyAnswer")
    found = list(answer.objects.all())
    answer.objects.all().delete()
    secrets.SystemRandom().shuffle(found)
    for one in found:
        one.pk = knowshow.foundation.models.fields.random_number()
    answer.objects.bulk_create(found)
    invitation = apps.get_model("remedy", "SurveyInvitation")
    for one in invitation.objects.filter(answered_on__isnull=False):
        day = one.answered_on
        one.answered_on = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        one.save(update_fields=["answered_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('remedy', '0004_promised_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='surveyanswer',
            name='id',
            field=models.BigAutoField(default=knowshow.foundation.models.fields.random_number, primary_key=True, serialize=False),
        ),
        migrations.RunPython(take_order, migrations.RunPython.noop),
    ]
