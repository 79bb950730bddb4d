"""Why a busy calendar could not be fetched, or parts of it were left out, in words that say what to do."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

#: Why a fetch failed, by code; ``%(detail)s`` is the code's detail.
ERRORS = {
    "unreachable": _("The server can't be reached. Check the address."),
    "timeout": _("The server is too slow. It is tried again later."),
    "forbidden_address": _("The address leads into a private network. Give a public one."),
    "bad_scheme": _("The address, or what it redirects to, is no web address."),
    "too_many_redirects": _("The address is redirected too many times. Copy it again from the calendar's settings."),
    "certificate": _("The server's certificate can't be trusted."),
    "status": _("The server answered %(detail)s. Check that the calendar is still shared under this address."),
    "cut_off": _("The server sent only a part of the calendar. It is tried again later."),
    "bad_packing": _("The server's answer can't be unpacked."),
    "too_big": _("The calendar is bigger than %(detail)s MB. Share one with fewer old events."),
    "web_page": _("The address gives a web page, not a calendar. Copy the iCal (.ics) address."),
    "not_a_calendar": _("What the address gives is no iCalendar file. Copy the iCal (.ics) address."),
    "too_many_events": _("The calendar has more than %(detail)s coming or recurring events."),
    "too_many_instances": _("The calendar has more than %(detail)s busy times in the coming months."),
    "too_heavy": _("Reading the calendar takes too long. Look for odd recurring events in it."),
    "crashed": _("The calendar can't be read."),
}

#: What was left out or guessed, by code; counted.
SKIPPED = {
    "marked_free": ngettext_lazy("%d event marked as free", "%d events marked as free"),
    "all_day": ngettext_lazy("%d all-day event", "%d all-day events"),
    "declined": ngettext_lazy("%d declined invitation", "%d declined invitations"),
    "sub_daily": ngettext_lazy(
        "%d event that recurs more often than daily", "%d events that recur more often than daily"
    ),
    "zero_interval": ngettext_lazy("%d recurring event that never moves on", "%d recurring events that never move on"),
    "bad_rule": ngettext_lazy("%d event with an unknown recurrence", "%d events with an unknown recurrence"),
    "too_heavy": ngettext_lazy(
        "%d recurring event that takes too long to work out", "%d recurring events that take too long to work out"
    ),
    "too_long": ngettext_lazy("%d recurring event that hardly ends", "%d recurring events that hardly end"),
    "no_start": ngettext_lazy("%d event without a start", "%d events without a start"),
    "reversed": ngettext_lazy("%d event that ends before it starts", "%d events that end before they start"),
    "mixed_times": ngettext_lazy("%d event between a day and a time", "%d events between a day and a time"),
    "bad_value": ngettext_lazy("%d event with dates that can't be read", "%d events with dates that can't be read"),
}

#: What was guessed, though nothing was left out.
NOTED = {
    "unknown_zone": ngettext_lazy(
        "%d unknown time zone: the supervisor's is used", "%d unknown time zones: the supervisor's is used"
    ),
    "unfinished": ngettext_lazy("%d part of the file has no end", "%d parts of the file have no end"),
    "not_utf8": ngettext_lazy("%d file in a wrong character encoding", "%d files in a wrong character encoding"),
}


def error_text(code: str, detail: str = "") -> str:
    """The reason of a failed fetch in the active language."""
    return str(ERRORS.get(code, ERRORS["crashed"])) % {"detail": detail}


def skipped_texts(counts: dict[str, int]) -> list[str]:
    """What was left out of a calendar, in the active language."""
    return _counted(SKIPPED, counts)


def noted_texts(counts: dict[str, int]) -> list[str]:
    """What was odd about a calendar though it was read, in the active language."""
    return _counted(NOTED, counts)


def _counted(texts: dict, counts: dict[str, int]) -> list[str]:
    return [str(texts[code] % count) for code, count in counts.items() if code in texts]
