"""Sessions by week or month, filtered by supervisor and office; also for printing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ...practice.admin.zones import zone_for_request
from ...practice.form_fields.choices import set_queryset
from ...practice.form_fields.long_choices import offer_many
from ...practice.formatting import format_days, format_month
from ...practice.models import Office, Supervisor
from .. import formatting
from ..models import Session, SessionQuerySet, Status
from ..policy import User, policy, sessions_for, supervisors_for
from ..slots.slot_picker import parse_day
from .list import NAMESPACE

WEEK, MONTH = "week", "month"
VISIBLE_STATUSES = (Status.HELD, Status.CONFIRMED, Status.COMPLETED)
#: By view. A day with more sessions shows the first ones and a link to the list, which has pages.
MAX_ENTRIES_PER_DAY = {WEEK: 50, MONTH: 15}


class CalendarFilterForm(forms.Form):
    """A GET form: the supervisors and offices that the user may see, and the day that the calendar shows."""

    supervisor = forms.ModelChoiceField(
        Supervisor.objects.none(), required=False, label=_("Supervisor"), empty_label=_("All")
    )
    office = forms.ModelChoiceField(Office.objects.none(), required=False, label=_("Office"), empty_label=_("All"))
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_many(self, supervisors_for(user), "supervisor")
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
    week. ``more`` is the number of sessions that are not shown, ``list_url`` leads to the list of all of the day,
    if there are any.
    """

    date: date
    is_today: bool
    is_in_period: bool
    entries: list[Entry]
    more: int
    list_url: str

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
    sessions = SessionsByDay(_sessions(request.user, records, period), MAX_ENTRIES_PER_DAY[view])
    context = {
        "form": form,
        "view": view,
        "weeks": _weeks(sessions, records, period, today),
        "period": period.label,
        "selected_records": list(records.values()),
        **_navigation_urls(request, period, today),
    }
    return render(request, "wagtail_tyonohjaus/appointments/admin/calendar.html", context)


def first_of_next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


class SessionsByDay:
    """The first sessions of each local date, at most ``limit`` of each, and how many more there are.

    Three queries: how many start when, the keys of those that are shown, and everything that their entries show.
    """

    def __init__(self, sessions: SessionQuerySet, limit: int) -> None:
        self._counts: dict[date, int] = {}
        self._pks: dict[date, list[int]] = {}
        # Sessions start at few different times, however many there are.
        starts = sessions.order_by("start").values_list("start", "time_zone").annotate(count=Count("pk"))
        first_starts = set()
        for start, time_zone, count in starts:
            day = _local_date(start, time_zone)
            if self._counts.get(day, 0) < limit:
                first_starts.add(start)
            self._counts[day] = self._counts.get(day, 0) + count
        first = sessions.filter(start__in=first_starts)
        for pk, start, time_zone in first.values_list("pk", "start", "time_zone"):
            pks = self._pks.setdefault(_local_date(start, time_zone), [])
            if len(pks) < limit:
                pks.append(pk)
        shown = [pk for pks in self._pks.values() for pk in pks]
        self._sessions = {session.pk: session for session in Session.objects.with_related().filter(pk__in=shown)}

    def entries(self, day: date) -> list[Entry]:
        """The sessions that are shown on a day, in order of their start."""
        return [_entry(self._sessions[pk]) for pk in self._pks.get(day, ()) if pk in self._sessions]

    def more(self, day: date) -> int:
        """The number of the day's sessions that are not shown."""
        return max(0, self._counts.get(day, 0) - len(self._pks.get(day, ())))


def _local_date(start: datetime, time_zone: str) -> date:
    return start.astimezone(ZoneInfo(time_zone)).date()


def _sessions(user: User, records: dict[str, Supervisor | Office], period: Period) -> SessionQuerySet:
    first, last = period.span
    # A day more at each end, because of the sessions' own time zones.
    since, until = (datetime.combine(day, time(), UTC) for day in (first - timedelta(days=1), last + timedelta(days=2)))
    sessions = sessions_for(user).overlapping(since, until)
    sessions = sessions.filter(status__in=VISIBLE_STATUSES, **records)
    return sessions.exclude(status=Status.HELD, hold_until__lte=timezone.now()).order_by("start", "pk")


def _weeks(
    sessions: SessionsByDay, records: dict[str, Supervisor | Office], period: Period, today: date
) -> list[list[CalendarDay]]:
    first, last = period.span
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [
        CalendarDay(
            day,
            day == today,
            period.contains(day),
            sessions.entries(day),
            sessions.more(day),
            _list_url(day, records) if sessions.more(day) else "",
        )
        for day in dates
    ]
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _list_url(day: date, records: dict[str, Supervisor | Office]) -> str:
    """The list with the same sessions of a day."""
    query: dict[str, Any] = {
        "period": "",
        "status": VISIBLE_STATUSES,
        "start_from": day.isoformat(),
        "start_to": day.isoformat(),
    }
    query |= {name: record.pk for name, record in records.items()}
    return f"{reverse(f'{NAMESPACE}:index')}?{urlencode(query, doseq=True)}"


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
