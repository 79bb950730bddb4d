import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wagtail_tyonohjaus", "0017_alerts")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="series_sessions",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text=(
                    "For crisis services: how many sessions on different days, close together, visitors can request in "
                    "one go. Leave blank to offer single sessions only."
                ),
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="sessions of a series",
            ),
        ),
    ]
