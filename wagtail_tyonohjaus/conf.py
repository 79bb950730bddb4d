"""The one settings dict, ``WAGTAIL_TYONOHJAUS``: what a developer decides, with defaults.

What an editor should decide lives in the admin instead (``PracticeSettings``).
"""

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "WAGTAIL_TYONOHJAUS"

DEFAULTS: dict[str, Any] = {
    # Dotted paths of classes after availability.sources.BusySource: a site's own busy time.
    "BUSY_SOURCES": (),
    # Whether busy calendars may be fetched from this very machine: for tests and demonstrations only.
    "BUSY_ALLOW_LOOPBACK": False,
    # Minutes after which a busy calendar is fetched again.
    "BUSY_FETCH_MINUTES": 15,
    # Days ahead that busy calendars are read; at least the longest horizon of the services is.
    "BUSY_LOOKAHEAD_DAYS": 120,
    # Dotted path of the function that says who gets a request for anybody, see appointments.fairness.
    "ASSIGNMENT": "wagtail_tyonohjaus.appointments.slots.assignment.least_recently_assigned",
    # Static paths of style sheets that come after ours, such as one that sets the ``--tyo-`` variables.
    "STYLESHEETS": (),
    # Which of Django 6.1's MAILERS sends; older versions have one mail backend.
    "MAILER": "default",
    # Seconds that a mail or text message server may be silent, where its backend has no timeout of its own.
    "MAIL_TIMEOUT": 10,
    # Seconds after which a message that a worker took and never reported on is tried again; longer than any attempt.
    "LEASE_SECONDS": 300,
    # Attempts before a message goes to the fallback: 16 take about two days.
    "MAX_ATTEMPTS": 16,
    # Whether a django-tasks backend that runs elsewhere does the sending.
    "USE_TASK_BACKEND": True,
    # Whether messages leave from a thread of the web process after the answer, where no task backend does it.
    "SEND_FROM_PROCESS": True,
    # Seconds that this thread waits first, so that the visitor's answer goes ahead of it.
    "SEND_DELAY": 0.2,
    # {"BACKEND": dotted path, "OPTIONS": {...}}, see messages.sms; None: no text messages.
    "SMS": None,
    # Days after which a contact form that was left open comes back with what was typed and a fresh key.
    "FORM_MAX_AGE_DAYS": 90,
    # Seconds in which nobody can have filled in the form.
    "FORM_MIN_SECONDS": 3,
    # Posts from one network in an hour before further ones are held for review.
    "POSTS_PER_HOUR": 20,
    # Proxies in front of the site that append to X-Forwarded-For; 0: the header is not believed.
    "TRUSTED_PROXY_COUNT": 0,
    # Dotted paths of further checks, see contact.spam.SpamCheck.
    "SPAM_CHECKS": (),
    # Minutes of opening hours in which a request should be taken, and minutes round the clock in a crisis.
    "ANSWER_MINUTES": 480,
    "CRISIS_ANSWER_MINUTES": 30,
    # Months that the log of messages is kept.
    "DELIVERY_LOG_MONTHS": 12,
}


class AppSettings:
    """Reads a key of ``settings.WAGTAIL_TYONOHJAUS``, else its default; an unknown key is an ``AttributeError``."""

    def __getattr__(self, name: str) -> Any:
        if name not in DEFAULTS:
            raise AttributeError(f"{SETTING} has no key {name!r}")
        value = getattr(settings, SETTING, {}).get(name, DEFAULTS[name])
        self.__dict__[name] = value
        return value

    def reload(self) -> None:
        self.__dict__.clear()


app_settings = AppSettings()


def _reload(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING:
        app_settings.reload()


setting_changed.connect(_reload, dispatch_uid="wagtail_tyonohjaus.conf")
