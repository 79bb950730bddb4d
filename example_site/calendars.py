"""The busy calendars of the demo's supervisors, as another server would share them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from .content import practices
from .content.schema import CalendarSpec

#: The folder of their URLs.
CALENDARS = "demo-calendars"
ZONE = ZoneInfo("Europe/Helsinki")


def busy_times(spec: CalendarSpec, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of the calendar's events, which are always as many days ahead."""
    today = timezone.localdate(timezone=zone)
    for days, *clocks in spec.busy:
        start, end = (
            datetime.combine(today + timedelta(days=days), time.fromisoformat(clock), zone) for clock in clocks
        )
        yield start, end


def serve_calendar(request: HttpRequest, file: str) -> HttpResponse:
    """The calendar; 404 for one that fails in the demo."""
    specs = {spec.file: spec for practice in practices() for spec in practice.calendars if not spec.failed}
    if file not in specs:
        raise Http404
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//EN"]
    for start, end in busy_times(specs[file], ZONE):
        lines += ["BEGIN:VEVENT", f"UID:{_utc(start)}@{file}", f"DTSTAMP:{_utc(start)}"]
        lines += [f"DTSTART:{_utc(start)}", f"DTEND:{_utc(end)}", "SUMMARY:-", "END:VEVENT"]
    return HttpResponse("\r\n".join([*lines, "END:VCALENDAR", ""]), content_type="text/calendar; charset=utf-8")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
