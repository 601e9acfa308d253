from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for what another method says of an impact, apart from its severity."""

    dependencies: ClassVar = [("respect", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="impact",
            name="other_methods",
            field=models.JSONField(blank=True, default=list, help_text="Kept apart; never in the order."),
        ),
    ]
