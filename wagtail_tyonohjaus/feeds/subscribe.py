"""Addresses and links with which a visitor's calendar app follows free times.

What is said of each app is from its makers' pages and from people's reports; none of them promises a time.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..practice.models import Office, PracticeSettings, Service, Supervisor
from .converters import Choice

NAMESPACE = "wagtail_tyonohjaus"


@dataclass(frozen=True, slots=True)
class Option:
    """A way to subscribe. ``href`` is empty where the app only takes the copied address."""

    code: str
    label: str
    href: str
    sentence: str


def feed_path(record: Any, *, service: Service | None = None, office: Office | None = None, mode: str = "") -> str:
    """The path of a record's free.ics in the active language, with what else is chosen.

    ``record`` is a ``Supervisor``, ``Office``, ``Service`` or ``PracticeSettings``.
    """
    language = get_language() or ""
    choice = Choice(
        language="" if language == settings.LANGUAGE_CODE or language not in dict(settings.LANGUAGES) else language,
        service=service.slug if service else "",
        mode=mode,
        office=office.slug if office else "",
    )
    if isinstance(record, Supervisor):
        return reverse(f"{NAMESPACE}:calendar_free", kwargs={"supervisor": record.uuid, "choice": choice})
    kind = {Office: "office", Service: "service", PracticeSettings: "practice"}[type(record)]
    return reverse(f"{NAMESPACE}:calendar_{kind}", kwargs={"slug": record.slug, "choice": choice})


def webcal(url: str) -> str:
    """The address with the scheme that calendar apps register for; ``webcals:`` confuses some of them."""
    return f"webcal://{urlsplit(url).netloc}{urlsplit(url).path}"


def options(url: str, name: str) -> list[Option]:
    """Ways to subscribe to the feed at ``url`` (absolute), in the active language."""
    address, title = quote(url, safe=""), quote(name, safe="")
    return [
        Option(
            "apple",
            _("Apple Calendar"),
            webcal(url),
            _(
                "On an iPhone, iPad or Mac, follow the link and confirm. "
                "How often it refreshes is set in the calendar's information: every five minutes to every week."
            ),
        ),
        Option(
            "google",
            _("Google Calendar"),
            # An https address here is refused without a word.
            f"https://calendar.google.com/calendar/r?cid={quote(webcal(url), safe='')}",
            _(
                "On a computer, follow the link and choose Add; the telephone then shows the calendar too. "
                "Google refreshes a few times a day, at worst once."
            ),
        ),
        Option(
            "outlook",
            _("Outlook.com"),
            f"https://outlook.live.com/calendar/0/addfromweb?url={address}&name={title}",
            _("Follow the link and choose Import. Outlook refreshes about every three hours, at worst once a day."),
        ),
        Option(
            "office",
            _("Outlook at work or school"),
            f"https://outlook.office.com/calendar/0/addfromweb?url={address}&name={title}",
            _("Follow the link and choose Import. Outlook refreshes about every three hours, at worst once a day."),
        ),
        Option(
            "other",
            _("Thunderbird, Nextcloud and others"),
            "",
            _(
                "Copy the address and add it as a calendar from the network. "
                "Thunderbird refreshes every half hour; in Nextcloud, choose the interval, or it is a week."
            ),
        ),
    ]


def private_options(url: str) -> list[Option]:
    """Ways for a feed that is nobody else's business: the apps of the owner's own devices, and the plain address.

    No links to web calendars, which would carry the secret in their own address.
    """
    return [option for option in options(url, "") if option.code in ("apple", "other")]


def qr_code(url: str) -> SafeString:
    """The address as inline SVG for a telephone's camera: no style, no script, black on white in any theme."""
    made = segno.make(webcal(url), error="m", micro=False).svg_inline(
        border=3, dark="#000", light="#fff", omitsize=True, svgclass="tyo-qr", lineclass=None, title=_("QR code")
    )
    return mark_safe(made.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308  (drawn by the library from our address)
