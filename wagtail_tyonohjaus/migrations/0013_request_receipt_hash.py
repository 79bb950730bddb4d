from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus", "0012_practice_appearance"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactrequest",
            name="receipt_hash",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
    ]
