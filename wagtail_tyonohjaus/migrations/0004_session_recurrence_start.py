from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0003_holder_lock"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="recurrence_start",
            field=models.DateTimeField(
                editable=False,
                help_text=(
                    "The start by the rule of the series (RECURRENCE-ID), if the session is an instance of its event."
                ),
                null=True,
            ),
        ),
    ]
