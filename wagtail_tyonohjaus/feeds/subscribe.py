"""Links with which a visitor's calendar app subscribes to free times.

How often each app refreshes is taken from its documentation and from user reports; none of them guarantees it.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..practice.models import Office, PracticeSettings, Service, Supervisor
from .canonical import canonical_path
from .converters import FeedFilter

NAMESPACE = "wagtail_tyonohjaus"
FeedRecord = Supervisor | Office | Service | PracticeSettings

_URL_NAMES = {Office: "calendar_office", Service: "calendar_service", PracticeSettings: "calendar_practice"}


@dataclass(frozen=True, slots=True)
class SubscriptionOption:
    """A way to subscribe. ``href`` is blank if the user has to copy the URL into the app."""

    code: str
    label: str
    href: str
    instructions: str


def feed_path(
    record: FeedRecord, *, service: Service | None = None, office: Office | None = None, mode: str = ""
) -> str:
    """The path of a record's free.ics in the active language, filtered by the other arguments."""
    feed_filter = FeedFilter(
        service=service.slug if service else "",
        mode=mode,
        office=office.slug if office else "",
    )
    active = get_language() or ""
    language = active if active in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    if isinstance(record, Supervisor):
        return canonical_path(
            f"{NAMESPACE}:calendar_free", {"supervisor": record.uuid, "feed_filter": feed_filter}, language
        )
    name = _URL_NAMES[type(record)]
    return canonical_path(f"{NAMESPACE}:{name}", {"slug": record.slug, "feed_filter": feed_filter}, language)


def webcal(url: str) -> str:
    """The URL with the scheme that calendar apps register for. Some of them don't know ``webcals:``."""
    parts = urlsplit(url)
    return f"webcal://{parts.netloc}{parts.path}"


def subscription_options(url: str, name: str) -> list[SubscriptionOption]:
    """Ways to subscribe to the feed at ``url`` (absolute), in the active language."""
    parameters = f"url={quote(url, safe='')}&name={quote(name, safe='')}"
    outlook = _("Follow the link and select Import. Outlook refreshes the calendar every 3 to 24 hours.")
    return [
        SubscriptionOption("apple", _("Apple Calendar"), webcal(url), _apple_instructions()),
        # Google silently ignores an https URL here.
        SubscriptionOption(
            "google",
            _("Google Calendar"),
            f"https://calendar.google.com/calendar/r?cid={quote(webcal(url), safe='')}",
            _(
                "Follow the link on a computer and select Add. The calendar then appears on your phone too. "
                "Google refreshes it at least once a day."
            ),
        ),
        SubscriptionOption(
            "outlook", _("Outlook.com"), f"https://outlook.live.com/calendar/0/addfromweb?{parameters}", outlook
        ),
        SubscriptionOption(
            "office",
            _("Outlook at work or school"),
            f"https://outlook.office.com/calendar/0/addfromweb?{parameters}",
            outlook,
        ),
        SubscriptionOption("other", _("Thunderbird, Nextcloud and others"), "", _other_instructions()),
    ]


def _apple_instructions() -> str:
    return _(
        "Follow the link on an iPhone, iPad or Mac and confirm. "
        "You can set how often the calendar refreshes, from every 5 minutes to once a week."
    )


def _other_instructions() -> str:
    return _(
        "Copy the calendar link and add it as a network calendar. Thunderbird refreshes it every 30 minutes. "
        "In Nextcloud, set how often it refreshes. Otherwise it does so once a week."
    )


def private_options(url: str) -> list[SubscriptionOption]:
    """Options for a private feed: no links to web calendars, which would contain the secret URL."""
    return [option for option in subscription_options(url, "") if option.code in ("apple", "other")]
