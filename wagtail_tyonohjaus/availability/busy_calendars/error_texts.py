"""Translated texts for the error and issue codes of busy calendars."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

#: Why a fetch failed, by code. ``%(detail)s`` is the detail of the error.
ERRORS = {
    "unreachable": _("The server can't be reached. Check the URL."),
    "timeout": _("The server is too slow. We will try again later."),
    "forbidden_address": _("The URL leads to a private network. Use a public URL."),
    "bad_scheme": _("The URL, or one that it redirects to, is not a web address."),
    "too_many_redirects": _("The URL redirects too many times. Copy it again from the calendar's settings."),
    "certificate": _("The server's certificate can't be trusted."),
    "status": _("The server answered with status %(detail)s. Check that the calendar is still shared at this URL."),
    "truncated": _("The server sent only part of the calendar. We will try again later."),
    "bad_encoding": _("The server's response can't be decompressed."),
    "too_big": _("The calendar is bigger than %(detail)s MB. Share one with fewer old events."),
    "web_page": _("The URL leads to a web page, not a calendar. Copy the iCal (.ics) URL."),
    "not_a_calendar": _("The URL does not lead to an iCalendar file. Copy the iCal (.ics) URL."),
    "too_many_events": _("The calendar has more than %(detail)s upcoming or recurring events."),
    "too_many_instances": _("The calendar has more than %(detail)s busy times in the coming months."),
    "too_heavy": _("Reading the calendar takes too long. Check its recurring events."),
    "crashed": _("The calendar can't be read."),
}

#: Events that take no time, by code and count.
SKIPPED = {
    "marked_free": ngettext_lazy("%d event marked as free", "%d events marked as free"),
    "all_day": ngettext_lazy("%d all-day event", "%d all-day events"),
    "declined": ngettext_lazy("%d declined invitation", "%d declined invitations"),
    "no_start": ngettext_lazy("%d event without a start", "%d events without a start"),
    "bad_value": ngettext_lazy("%d event with dates that can't be read", "%d events with dates that can't be read"),
}

#: Events that are kept as busy, since a part of them could not be read.
DOUBTFUL = ngettext_lazy(
    "%d event is kept as busy although part of it could not be read",
    "%d events are kept as busy although part of them could not be read",
)

#: Other problems, by code and count; no event was skipped because of them.
WARNINGS = {
    "unknown_zone": ngettext_lazy(
        "%d unknown time zone, replaced by the supervisor's", "%d unknown time zones, replaced by the supervisor's"
    ),
    "unfinished": ngettext_lazy("%d incomplete part of the file", "%d incomplete parts of the file"),
    "not_utf8": ngettext_lazy(
        "%d file with the wrong character encoding", "%d files with the wrong character encoding"
    ),
}


def error_text(code: str, detail: str = "") -> str:
    """Why a fetch failed, in the active language."""
    return str(ERRORS.get(code, ERRORS["crashed"])) % {"detail": detail}


def skipped_texts(counts: Mapping[str, int]) -> list[str]:
    """The events that were skipped, in the active language."""
    return _counted(SKIPPED, counts)


def warning_texts(counts: Mapping[str, int]) -> list[str]:
    """Other problems of a calendar, in the active language."""
    return _counted(WARNINGS, counts)


def doubtful_text(count: int) -> str:
    """How many events are kept as busy although part of them could not be read, in the active language."""
    return str(DOUBTFUL % count)


def _counted(texts: Mapping[str, Promise], counts: Mapping[str, int]) -> list[str]:
    # ``%`` picks the plural form of a lazy text.
    return [str(texts[code] % count) for code, count in counts.items() if code in texts]
