import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0007_feeds_changed_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="The setting INSTALLATION; empty while it is not set.", max_length=80
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        blank=True,
                        help_text="What identifies the database itself; empty while it is paused.",
                        max_length=200,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "noticed_at",
                    models.DateTimeField(
                        help_text="When a process noticed that this is a copy, or paused it.", null=True
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="created_at",
            field=models.DateTimeField(
                db_default=Now(), default=django.utils.timezone.now, help_text="When its turn first came."
            ),
        ),
    ]
