"""``python -m tests.faults.worker PORT``: the worker, sending to the mail server at PORT."""

import sys

import django
from django.conf import settings
from django.core.management import call_command

from tests.mailers import use_mailer

if __name__ == "__main__":
    use_mailer(settings, "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=int(sys.argv[1]))
    django.setup()
    call_command("tyonohjaus_deliver", watch=0.05)
