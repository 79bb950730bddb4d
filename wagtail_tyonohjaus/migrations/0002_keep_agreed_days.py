import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wagtail_tyonohjaus', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='practicesettings',
            name='keep_agreed_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Counted from the last thing that happened. Blank: until somebody closes them.', null=True, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days that an agreed request is kept'),
        ),
    ]
