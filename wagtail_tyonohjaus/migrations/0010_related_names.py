import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Reverse names that do not clash with a project's own models. The database stays as it is."""

    dependencies = [
        ("wagtail_tyonohjaus", "0009_installation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contactrequest",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tyonohjaus_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AlterField(
            model_name="office",
            name="coordinators",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True,
                related_name="tyonohjaus_offices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="coordinators",
            ),
        ),
        migrations.AlterField(
            model_name="practicesettings",
            name="site",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tyonohjaus_practice",
                to="wagtailcore.site",
            ),
        ),
        migrations.AlterField(
            model_name="supervisor",
            name="user",
            field=models.OneToOneField(
                blank=True,
                help_text="With an account, the supervisor can maintain the hours and answer requests.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tyonohjaus_supervisor",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user account",
            ),
        ),
    ]
