"""Sessions by week or month, filtered by supervisor and office; also for printing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ...practice.admin.zones import zone_for_request
from ...practice.form_fields.choices import set_queryset
from ...practice.formatting import format_days, format_month
from ...practice.models import Office, Supervisor
from .. import formatting
from ..models import Session, SessionQuerySet, Status
from ..policy import User, policy, sessions_for, supervisors_for
from ..slots.slot_picker import parse_day
from .list import NAMESPACE

WEEK, MONTH = "week", "month"
VISIBLE_STATUSES = (Status.HELD, Status.CONFIRMED, Status.COMPLETED)


class CalendarFilterForm(forms.Form):
    """A GET form: the supervisors and offices that the user may see, and the day that the calendar shows."""

    supervisor = forms.ModelChoiceField(
        Supervisor.objects.none(), required=False, label=_("Supervisor"), empty_label=_("All")
    )
    office = forms.ModelChoiceField(Office.objects.none(), required=False, label=_("Office"), empty_label=_("All"))
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "supervisor", supervisors_for(user))
        set_queryset(self, "office", policy().visible_offices(user))

    def selected_records(self) -> dict[str, Supervisor | Office]:
        """The selected supervisor and office by field name; empty if the form is not valid."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return {name: cleaned[name] for name in ("supervisor", "office") if cleaned.get(name)}


@dataclass(frozen=True)
class Entry:
    """A session in the calendar."""

    session: Session
    hours: str
    place: str


@dataclass(frozen=True)
class CalendarDay:
    """A cell of the calendar. ``is_in_period`` is false for the days of adjacent months in a month's first and last
    week.
    """

    date: date
    is_today: bool
    is_in_period: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def label(self) -> str:
        return formatting.format_day(self.date)


@dataclass(frozen=True)
class Period:
    """The week or month that contains ``day``."""

    view: str
    day: date

    @property
    def span(self) -> tuple[date, date]:
        """The Monday of the first and the Sunday of the last displayed week."""
        if self.view == WEEK:
            first = last = self.day
        else:
            first, last = self.day.replace(day=1), first_of_next_month(self.day) - timedelta(days=1)
        return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())

    @property
    def label(self) -> str:
        if self.view == MONTH:
            return format_month(self.day)
        return format_days(*self.span)

    @property
    def previous_day(self) -> date:
        """A day of the previous week or month."""
        if self.view == WEEK:
            return self.day - timedelta(days=7)
        return (self.day.replace(day=1) - timedelta(days=1)).replace(day=1)

    @property
    def next_day(self) -> date:
        """A day of the next week or month."""
        return self.day + timedelta(days=7) if self.view == WEEK else first_of_next_month(self.day)

    def contains(self, day: date) -> bool:
        """Whether a displayed day belongs to the period; all days of a week do."""
        return self.view == WEEK or day.month == self.day.month


@never_cache
def calendar(request: HttpRequest, view: str) -> HttpResponse:
    """The week or month of ``?day=``, by default of today."""
    form = CalendarFilterForm(request.GET or None, user=request.user)
    records = form.selected_records()
    today = timezone.localdate(timezone=zone_for_request(request))
    period = Period(view, parse_day(request.GET.get("day", "")) or today)
    context = {
        "form": form,
        "view": view,
        "weeks": _weeks(_sessions(request.user, records, period), period, today),
        "period": period.label,
        "selected_records": list(records.values()),
        **_navigation_urls(request, period, today),
    }
    return render(request, "wagtail_tyonohjaus/appointments/admin/calendar.html", context)


def first_of_next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _sessions(user: User, records: dict[str, Supervisor | Office], period: Period) -> SessionQuerySet:
    first, last = period.span
    # A day more at each end, because of the sessions' own time zones.
    since, until = (datetime.combine(day, time(), UTC) for day in (first - timedelta(days=1), last + timedelta(days=2)))
    sessions = sessions_for(user).with_related().overlapping(since, until)
    sessions = sessions.filter(status__in=VISIBLE_STATUSES, **records)
    return sessions.exclude(status=Status.HELD, hold_until__lte=timezone.now()).order_by("start", "pk")


def _weeks(sessions: Iterable[Session], period: Period, today: date) -> list[list[CalendarDay]]:
    by_date: dict[date, list[Entry]] = {}
    for session in sessions:
        by_date.setdefault(session.local_start.date(), []).append(_entry(session))
    first, last = period.span
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [CalendarDay(day, day == today, period.contains(day), by_date.get(day, [])) for day in dates]
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _entry(session: Session) -> Entry:
    place = session.get_mode_display() if session.office is None else session.office.title
    return Entry(session, formatting.format_hours(session.start, session.end, session.time_zone), place)


def _navigation_urls(request: HttpRequest, period: Period, today: date) -> dict[str, str]:
    other_view = MONTH if period.view == WEEK else WEEK
    return {
        "previous_url": _calendar_url(request, period.view, period.previous_day),
        "next_url": _calendar_url(request, period.view, period.next_day),
        "today_url": _calendar_url(request, period.view, today),
        "other_view_url": _calendar_url(request, other_view, period.day),
    }


def _calendar_url(request: HttpRequest, view: str, day: date) -> str:
    query = request.GET.copy()
    query["day"] = day.isoformat()
    return f"{reverse(f'{NAMESPACE}:{view}')}?{query.urlencode()}"
