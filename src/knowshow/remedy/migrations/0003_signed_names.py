from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('remedy', '0002_reasons_for_custodians'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='pins',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
