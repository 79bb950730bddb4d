from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtail_tyonohjaus_pages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="crisisnoticepage",
            name="phone_closes",
            field=models.TimeField(blank=True, null=True, verbose_name="answered every day until"),
        ),
        migrations.AddField(
            model_name="crisisnoticepage",
            name="phone_opens",
            field=models.TimeField(
                blank=True,
                help_text="With both times, the page says until when the telephone is answered or when it opens.",
                null=True,
                verbose_name="answered every day from",
            ),
        ),
    ]
