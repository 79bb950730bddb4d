"""The setting ``WAGTAIL_TYONOHJAUS`` and its defaults.

It is for developers; what editors decide is in the admin (``PracticeSettings``).
"""

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "WAGTAIL_TYONOHJAUS"

DEFAULTS: dict[str, Any] = {
    # Minutes of opening hours in which a contact request should be taken, before the recipients are reminded.
    "RESPONSE_MINUTES": 480,
    # The same for crisis requests, in minutes around the clock.
    "CRISIS_RESPONSE_MINUTES": 30,
    # Dotted path of the function that chooses a supervisor when the visitor has no preference, see
    # appointments.slots.assignment.
    "ASSIGNMENT": "wagtail_tyonohjaus.appointments.slots.assignment.least_recently_assigned",
    # Whether busy calendars may be fetched from the loopback address: for tests and demonstrations only.
    "BUSY_ALLOW_LOOPBACK": False,
    # Minutes after which a busy calendar is fetched again.
    "BUSY_FETCH_MINUTES": 15,
    # How many processes of one worker fetch busy calendars at most.
    "BUSY_FETCH_PROCESSES": 4,
    # How many days ahead busy calendars are read; never fewer than the longest horizon of the services.
    "BUSY_LOOKAHEAD_DAYS": 120,
    # Dotted paths of a project's own busy sources, see availability.busy_sources.BusySource.
    "BUSY_SOURCES": (),
    # Beyond CRISIS_ALERTS_PER_SITE, so many crisis requests per clock hour are still alerted one by one whose network
    # and telephone number have not been used in that hour, suspicious ones at most half of them.
    "CRISIS_ALERTS_BEYOND_SITE": 30,
    # Crisis requests of one network per clock hour that staff is alerted to one by one; the others are summarised.
    "CRISIS_ALERTS_PER_NETWORK": 5,
    # The same for a whole practice, apart for suspicious crisis requests and for all others.
    "CRISIS_ALERTS_PER_SITE": 50,
    # Minutes between two summaries of crisis requests that are beyond these limits.
    "CRISIS_SUMMARY_MINUTES": 15,
    # Months for which the delivery log is stored.
    "DELIVERY_LOG_MONTHS": 12,
    # How many days a form token stays valid. An older form is shown again, filled in, with a new token.
    "FORM_MAX_AGE_DAYS": 90,
    # A form that is submitted in fewer seconds is held for review.
    "FORM_MIN_SECONDS": 3,
    # Origins of other sites that may use free times and the contact form as JSON, such as "https://www.example.org".
    # Without any, the URLs do not exist.
    "HEADLESS_ORIGINS": (),
    # Posts of one network per clock hour, valid or not, before further ones get the status 429.
    "HEADLESS_POSTS_PER_HOUR": 200,
    # Live holds that visitors with the same e-mail address or telephone number may have; further requests are taken
    # without a hold.
    "HOLDS_PER_PERSON": 3,
    # The same for visitors of one network.
    "HOLDS_PER_NETWORK": 6,
    # The same for all visitors who request a time with one supervisor.
    "HOLDS_PER_SUPERVISOR": 15,
    # The name of this installation, such as "production", from its environment. A database that belongs to another name
    # is a copy, which sends nothing; see practice.installation.state.
    "INSTALLATION": "",
    # Whether a database that was restored or moved counts as a copy, too. False where each server of the database has a
    # fingerprint of its own.
    "INSTALLATION_CHECKS_DATABASE": True,
    # Seconds after which a delivery is tried again if its worker did not report a result. Must exceed the duration of
    # any attempt.
    "LEASE_SECONDS": 300,
    # The alias in Django 6.1's MAILERS; ignored by older versions, which have one mail backend.
    "MAILER": "default",
    # Timeout in seconds for mail servers and text message services whose backend has none of its own.
    "MAIL_TIMEOUT": 10,
    # Attempts before a message goes to the fallback recipients; 16 attempts take about two days.
    "MAX_ATTEMPTS": 16,
    # Seconds for which browsers may use a page without asking again; for other caches, too, if the page shows free
    # times or its URL has a query.
    "PAGE_MAX_AGE": 60,
    # Seconds for which other caches may use a page; None: 300, or 3600 if changes are purged from them.
    "PAGE_SHARED_MAX_AGE": None,
    # Seconds for which rendered pages are kept in the default cache; 0: not at all. See page_types.stored_pages.
    "PAGE_STORED_SECONDS": 3600,
    # A turn of a periodic task ends after so many pieces of work, such as rows; the next turn goes on.
    "PERIODIC_ROWS": 200,
    # The same in seconds; also for sending between two turns.
    "PERIODIC_SECONDS": 0.5,
    # Seconds that a change waits at most until the caches have confirmed that they purged it; longer purges go on in a
    # thread.
    "PURGE_TIMEOUT": 5,
    # A run of tyonohjaus_deliver without --watch, and the task that sends messages, end after so many seconds and leave
    # the rest to the next one.
    "ROUND_SECONDS": 50,
    # Seconds that the sending thread waits first, so that the response to the visitor is sent before the messages.
    "SEND_DELAY": 0.2,
    # Whether a thread of the web process sends messages right after the response, if no task backend does.
    "SEND_FROM_PROCESS": True,
    # {"BACKEND": dotted path, "OPTIONS": {...}}, see messages.sms; None: no text messages.
    "SMS": None,
    # With this secret the text message gateway signs replies by which alerts are acknowledged, see
    # contact.alerts.sms_replies. Without it, replies are not accepted.
    "SMS_REPLY_SECRET": "",
    # Dotted paths of additional spam checks, see contact.spam.SpamCheck.
    "SPAM_CHECKS": (),
    # Static paths of style sheets that are loaded after ours, such as one that sets the ``--tyo-`` variables.
    "STYLESHEETS": (),
    # Submissions per network and hour before further ones are held for review.
    "SUBMISSIONS_PER_HOUR": 20,
    # The priority of the task that sends messages, from -100 to 100, if the task backend has priorities.
    "TASK_PRIORITY": 100,
    # The queue of that task. The task backend must have it, and a worker must serve it.
    "TASK_QUEUE": "default",
    # How many proxies in front of the site append to X-Forwarded-For. With 0, the header is ignored.
    "TRUSTED_PROXY_COUNT": 0,
    # Whether a django-tasks backend that runs outside the web process sends the messages.
    "USE_TASK_BACKEND": True,
}


class AppSettings:
    """Attribute access to ``settings.WAGTAIL_TYONOHJAUS`` with defaults.

    Raises ``AttributeError`` for an unknown key.
    """

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
