"""Settings of the site that the scripts of this folder run: the tests' own, without migrations, with mails as files.

``DATABASE_URL`` selects the database, ``MAIL_FOLDER`` the folder of the mails.
"""

import os
import sys

from tests.mailers import use_mailer
from tests.no_migrations import NoMigrations
from tests.settings import *  # noqa: F403

MIGRATION_MODULES = NoMigrations()
use_mailer(
    sys.modules[__name__], "django.core.mail.backends.filebased.EmailBackend", file_path=os.environ["MAIL_FOLDER"]
)

# The scripts are faster than persons, and all from one network.
WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False, "FORM_MIN_SECONDS": -1, "SUBMISSIONS_PER_HOUR": 1_000_000}
