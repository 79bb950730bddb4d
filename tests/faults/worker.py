"""``python -m tests.faults.worker PORT [COMMAND [ARGUMENT ...]]``: a command, sending to the mail server at PORT.

By default the worker, with a round every 50 ms.
"""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

from tests.mailers import use_mailer


def set_up(port: str) -> None:
    """Starts Django with the mail server at ``port``."""
    use_mailer(settings, "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=int(port))
    settings.WAGTAIL_TYONOHJAUS = {"BUSY_ALLOW_LOOPBACK": True, "MAIL_TIMEOUT": 20, **settings.WAGTAIL_TYONOHJAUS}
    settings.LOGGING = {"version": 1, "root": {"level": os.environ.get("LOG_LEVEL", "WARNING")}}
    django.setup()


if __name__ == "__main__":
    port, *command = sys.argv[1:]
    set_up(port)
    call_command(*(command or ["tyonohjaus_deliver", "--watch", "0.05"]))
