from django.db import migrations, models
from django.db.models import F


def mark_groups(apps, schema_editor):
    """Meetings of several participants; an individual session has its own UID as meeting."""
    services = apps.get_model("wagtail_tyonohjaus", "Service").objects.filter(capacity__gt=1)
    sessions = apps.get_model("wagtail_tyonohjaus", "Session").objects.exclude(meeting=F("uid"))
    sessions.filter(service_id__in=list(services.values_list("pk", flat=True))).update(is_group=True)


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0005_priorities_and_turns"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="is_group",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text=(
                    "Whether several people can take part. A change of the service's capacity later does not matter."
                ),
            ),
        ),
        migrations.RunPython(mark_groups, migrations.RunPython.noop),
    ]
