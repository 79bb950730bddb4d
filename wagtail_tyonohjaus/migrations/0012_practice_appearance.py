import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from wagtail.images import get_image_model_string


class Migration(migrations.Migration):

    dependencies = [
        ('wagtail_tyonohjaus', '0011_routing_rule_other_conditions'),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.AddField(
            model_name='practicesettings',
            name='accent_color',
            field=models.CharField(blank=True, db_default='', default='', help_text="Six hexadecimal digits, such as #1d5566. Leave blank to use the theme's colour.", max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-fA-F]{6}\\Z', 'Enter a colour as six hexadecimal digits, such as #1d5566.')], verbose_name='colour of small headings and decoration'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='background_color',
            field=models.CharField(blank=True, db_default='', default='', help_text="Six hexadecimal digits, such as #1d5566. Leave blank to use the theme's colour.", max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-fA-F]{6}\\Z', 'Enter a colour as six hexadecimal digits, such as #1d5566.')], verbose_name='background colour'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='brand_color',
            field=models.CharField(blank=True, db_default='', default='', help_text="Six hexadecimal digits, such as #1d5566. Leave blank to use the theme's colour.", max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-fA-F]{6}\\Z', 'Enter a colour as six hexadecimal digits, such as #1d5566.')], verbose_name='colour of links and buttons'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='logo',
            field=models.ForeignKey(blank=True, help_text='Shown in the header, at most 48 pixels high.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='logo'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='logo_has_name',
            field=models.BooleanField(db_default=False, default=False, help_text='If on, the name is not repeated beside the logo.', verbose_name='the logo contains the name'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='picture',
            field=models.ForeignKey(blank=True, help_text='Shown when a page without a picture of its own is shared in social media or messages.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='practicesettings',
            name='theme',
            field=models.CharField(blank=True, db_default='', default='', help_text="Structure, fonts and colours of the package's own pages.", max_length=40, verbose_name='theme'),
        ),
    ]
