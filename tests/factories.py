"""Functions that create records with default values. Tests pass the values they depend on."""

from datetime import date, datetime, time
from typing import Any

from wagtail.models import AbstractPage, Locale, Site

from wagtail_tyonohjaus.availability.models import BusyBlock, BusyCalendar, HoursException, WeeklyHours
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model


def make_root() -> AbstractPage:
    """The parent of front pages. It is created if the tables were created without migrations."""
    Locale.objects.get_or_create(language_code="en")
    Page = page_model()
    root = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Root", slug="root"))
    return root.get_children().first() or root


def make_site(hostname: str = "localhost", **kwargs: Any) -> Site:
    """The site of a hostname; the first one is the default site."""
    site = Site.objects.filter(hostname=hostname).first()
    if site:
        return site
    kwargs.setdefault("root_page", make_root())
    return Site.objects.create(
        hostname=hostname, is_default_site=not Site.objects.filter(is_default_site=True).exists(), **kwargs
    )


def make_practice(site: Site | None = None, **kwargs: Any) -> PracticeSettings:
    practice = PracticeSettings.for_site(site or make_site())
    values = {"name": "Harbour Supervision", "email": "practice@example.com", "phone": "+358401234567", **kwargs}
    for name, value in values.items():
        setattr(practice, name, value)
    practice.save()
    return practice


def make_office(**kwargs: Any) -> Office:
    kwargs.setdefault("site", make_site())
    kwargs.setdefault("city", "Helsinki")
    return Office.objects.create(**kwargs)


def make_service(**kwargs: Any) -> Service:
    kwargs.setdefault("site", make_site())
    kwargs.setdefault("name", "Work supervision")
    return Service.objects.create(**kwargs)


def make_supervisor(offices: list[Office] = (), services: list[Service] = (), **kwargs: Any) -> Supervisor:
    kwargs.setdefault("site", make_site())
    kwargs.setdefault("name", "Aino Laine")
    supervisor = Supervisor(**kwargs)
    supervisor.save()
    if offices or services:
        supervisor.offices = list(offices)
        supervisor.services = list(services)
        supervisor.save()
    return supervisor


def make_weekly_hours(
    supervisor: Supervisor, weekday: int = 0, start: str = "09:00", end: str = "16:00", services=(), **kwargs: Any
) -> WeeklyHours:
    row = WeeklyHours(
        supervisor=supervisor,
        weekday=weekday,
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        **kwargs,
    )
    row.save()
    if services:
        row.services = list(services)
        row.save()
    return row


def make_hours_exception(
    supervisor: Supervisor, first_day: date, start: str | None = None, end: str | None = None, **kwargs: Any
) -> HoursException:
    """An exception; without ``start`` and ``end`` the supervisor is away."""
    return HoursException.objects.create(
        supervisor=supervisor,
        first_day=first_day,
        start=time.fromisoformat(start) if start else None,
        end=time.fromisoformat(end) if end else None,
        **kwargs,
    )


def make_busy_calendar(supervisor: Supervisor, **kwargs: Any) -> BusyCalendar:
    kwargs.setdefault("url", "https://calendar.example.com/private-1234/basic.ics")
    return BusyCalendar.objects.create(supervisor=supervisor, **kwargs)


def make_busy_block(
    supervisor: Supervisor, start: datetime, end: datetime, calendar: BusyCalendar | None = None
) -> BusyBlock:
    """Aware datetimes, stored as UTC epoch seconds."""
    return BusyBlock.objects.create(
        supervisor=supervisor,
        calendar=calendar or supervisor.busy_calendars.first() or make_busy_calendar(supervisor),
        start=int(start.timestamp()),
        end=int(end.timestamp()),
    )
