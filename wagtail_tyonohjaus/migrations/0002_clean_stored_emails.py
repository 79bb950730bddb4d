from django.db import migrations

from wagtail_tyonohjaus.contact.privacy.stored_emails import clean_stored_emails


class Migration(migrations.Migration):
    dependencies = [("wagtail_tyonohjaus", "0001_initial")]

    operations = [migrations.RunPython(clean_stored_emails, migrations.RunPython.noop)]
