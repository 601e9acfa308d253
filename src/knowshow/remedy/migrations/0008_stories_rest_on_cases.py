"""Let each story name the cases it rests on; take back those that rest on none."""

from django.db import migrations, models


def take_back(apps, _editor):
    """Take what was published without a case off the public page: nobody can say whether it is true."""
    story = apps.get_model("remedy", "PublishedOutcome")
    found = story.objects.filter(published_on__isnull=False)
    found.update(withdrawn_on=models.F("published_on"), published_on=None)


class Migration(migrations.Migration):
    dependencies = [
        ("remedy", "0007_who_refused"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedoutcome",
            name="cases",
            field=models.ManyToManyField(related_name="stories", to="remedy.case"),
        ),
        migrations.AddField(
            model_name="publishedoutcome",
            name="case_count",
            field=models.PositiveIntegerField(default=0, help_text="On how many cases it rested when it was written."),
        ),
        migrations.AddField(
            model_name="publishedoutcome",
            name="has_consent",
            field=models.BooleanField(default=False, help_text="The person of each of these cases agreed to it."),
        ),
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
