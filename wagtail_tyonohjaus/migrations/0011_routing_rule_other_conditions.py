from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0010_related_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="routingrule",
            name="other_conditions",
            field=models.JSONField(
                blank=True,
                default=None,
                help_text="{condition of the project: [accepted codes]}; null without any.",
                null=True,
                verbose_name="further conditions",
            ),
        ),
    ]
