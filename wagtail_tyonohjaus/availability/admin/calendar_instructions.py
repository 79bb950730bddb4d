"""Where the calendar services that most people use show the URL of a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Instructions:
    """The steps in one service, in the order in which to take them."""

    service: str | Promise
    steps: Sequence[str | Promise]


INSTRUCTIONS = (
    Instructions(
        "Google",
        (
            _("Open calendar.google.com on a computer. The phone app does not show the URL."),
            _("Select the three dots beside your calendar, then “Settings and sharing”."),
            _("Under “Integrate calendar”, copy the “Secret address in iCal format”."),
        ),
    ),
    Instructions(
        "Outlook, Microsoft 365",
        (
            _("Open outlook.com or your organisation's Outlook in the browser, then “Settings”, “Calendar”."),
            _("Select “Shared calendars”. Under “Publish a calendar”, select yours and “Can view when I'm busy”."),
            _("Select “Publish”, then copy the ICS link. If there is no such choice, ask your IT support."),
        ),
    ),
    Instructions(
        "iCloud",
        (
            _("Open the Calendar app on your iPhone and tap “Calendars”."),
            _("Tap the “i” beside the calendar and turn on “Public Calendar”."),
            _("Tap “Share Link”, then “Copy”."),
        ),
    ),
    Instructions(
        "Nextcloud",
        (
            _("Open the Calendar app in the browser and select the pencil beside the calendar."),
            _("Select “Share link”, then the three dots beside it."),
            _("Select “Copy subscription link”."),
        ),
    ),
    Instructions(
        _("Another calendar"),
        (
            _("Look in the settings of the calendar for “iCal”, “ICS”, “subscribe”, “publish” or “share”."),
            _("Copy the URL that starts with https:// or webcal://, often with .ics at its end."),
        ),
    ),
)
