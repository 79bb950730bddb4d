"""Loads busy calendars, as they were fetched last, and reply templates."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from example_site.calendars import CALENDARS, busy_times
from example_site.content import schema
from wagtail_tyonohjaus.availability.busy_calendars.results import replace_blocks
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.contact.models import ReplyTemplate
from wagtail_tyonohjaus.practice.revisions import touch

from .records import LoadContext

LONGEST_STALE_HOURS = 24 * 60


def load_calendars(context: LoadContext, port: int) -> None:
    """Load calendars of supervisors who have none. All are fetched from this port, but not before the server runs."""
    for spec in context.practice.calendars:
        supervisor = context.get("supervisor", spec.supervisor)[0]
        url = f"http://localhost:{port}/{CALENDARS}/{spec.file}"
        stored = BusyCalendar.objects.filter(supervisor=supervisor, name=spec.name)
        if not stored.update(url=url, attempted_at=timezone.now()):
            _create_calendar(BusyCalendar(supervisor=supervisor, name=spec.name, url=url), spec)


def _create_calendar(calendar: BusyCalendar, spec: schema.CalendarSpec) -> None:
    now = timezone.now()
    calendar.attempted_at = calendar.fetched_at = now
    if spec.failed:
        calendar.error, calendar.error_detail = spec.failed
        calendar.fetched_at, calendar.failures = now - timedelta(days=3), 6
    else:  # also for those who run the server alone
        calendar.stale_hours = LONGEST_STALE_HOURS
    calendar.full_clean()
    calendar.save()
    zone = ZoneInfo(calendar.supervisor.zone_name)
    blocks = [tuple(int(moment.timestamp()) for moment in row) for row in busy_times(spec, zone)]
    replace_blocks(calendar, blocks, int(now.timestamp()))
    touch([calendar.supervisor_id])


def load_replies(context: LoadContext) -> None:
    """Load the reply templates of practices that have none."""
    if ReplyTemplate.objects.filter(site=context.site).exists():
        return
    for spec in context.practice.replies:
        template = ReplyTemplate(site=context.site, **vars(spec))
        template.full_clean()
        template.save()
