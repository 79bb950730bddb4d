import django.utils.timezone
from django.db import migrations
from django.db.models.functions import Now

import wagtail_tyonohjaus.practice.fields


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0006_session_is_group"),
    ]

    operations = [
        migrations.AddField(
            model_name="practicesettings",
            name="feeds_changed_at",
            field=wagtail_tyonohjaus.practice.fields.ChangedAtField(
                db_default=Now(),
                default=django.utils.timezone.now,
                editable=False,
                help_text="When a supervisor left, or a record that feeds depend on changed.",
            ),
        ),
    ]
