"""Weeks and months of sessions, by supervisor and office, also on paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ...practice.models import Office, Supervisor
from .. import formatting
from ..models import Session, Status
from ..policy import policy, sessions_for, supervisors_for
from ..slots.slot_picker import parse_day
from .list import NAMESPACE

WEEK, MONTH = "week", "month"
SHOWN = (Status.HELD, Status.CONFIRMED, Status.COMPLETED)


class OverviewForm(forms.Form):
    """Whose sessions are shown."""

    supervisor = forms.ModelChoiceField(
        Supervisor.objects.none(), required=False, label=_("Supervisor"), empty_label=_("All")
    )
    office = forms.ModelChoiceField(Office.objects.none(), required=False, label=_("Office"), empty_label=_("All"))
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors_for(user)  # type: ignore[attr-defined]
        self.fields["office"].queryset = policy().visible_offices(user)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Entry:
    """A session as the overview shows it."""

    session: Session
    hours: str
    where: str


@dataclass(frozen=True)
class OverviewDay:
    day: date
    is_today: bool
    in_month: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def label(self) -> str:
        return formatting.day_name(self.day)


@never_cache
def overview(request: HttpRequest, kind: str) -> HttpResponse:
    """The week or month of ``?day=``, which is today without it."""
    form = OverviewForm(request.GET or None, user=request.user)
    chosen = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    day = parse_day(request.GET.get("day", "")) or today
    first, last = span(kind, day)
    weeks = _weeks(_found(request.user, chosen, first, last), first, last, day, kind)
    context = {
        "form": form,
        "kind": kind,
        "weeks": weeks,
        "period": _period(kind, first, day),
        "chosen": [each for each in (chosen.get("supervisor"), chosen.get("office")) if each],
        **_links(request, kind, day),
    }
    return render(request, "wagtail_tyonohjaus/appointments/admin/overview.html", context)


def span(kind: str, day: date) -> tuple[date, date]:
    """The Monday on which the shown weeks begin, and the Sunday on which they end."""
    if kind == WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    begin = day.replace(day=1)
    end = following_month(begin) - timedelta(days=1)
    return begin - timedelta(days=begin.weekday()), end + timedelta(days=6 - end.weekday())


def following_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _found(user: Any, chosen: dict[str, Any], first: date, last: date) -> list[Session]:
    zone = timezone.get_current_timezone()
    since = datetime(first.year, first.month, first.day, tzinfo=zone) - timedelta(days=1)
    until = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=2)
    found = sessions_for(user).with_related().overlapping(since, until).filter(status__in=SHOWN)  # type: ignore[attr-defined]
    found = found.exclude(status=Status.HELD, hold_until__lte=timezone.now())
    for name in ("supervisor", "office"):
        if chosen.get(name):
            found = found.filter(**{name: chosen[name]})
    return list(found.order_by("start", "pk"))


def _weeks(sessions: Iterable[Session], first: date, last: date, day: date, kind: str) -> list[list[OverviewDay]]:
    by_day: dict[date, list[Entry]] = {}
    for session in sessions:
        by_day.setdefault(session.local_start.date(), []).append(_entry(session))
    today = timezone.localdate()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    made = [
        OverviewDay(each, each == today, kind == WEEK or each.month == day.month, by_day.get(each, [])) for each in days
    ]
    return [made[start : start + 7] for start in range(0, len(made), 7)]


def _entry(session: Session) -> Entry:
    place = session.get_mode_display() if session.office is None else session.office.title
    return Entry(session, formatting.hours(session.start, session.end, session.time_zone), place)


def _period(kind: str, first: date, day: date) -> str:
    if kind == MONTH:
        return date_format(day, "F Y")
    last = first + timedelta(days=6)
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def _links(request: HttpRequest, kind: str, day: date) -> dict[str, str]:
    before, after = (day - timedelta(days=7), day + timedelta(days=7)) if kind == WEEK else _months(day)
    return {
        "before_url": _address(request, kind, before),
        "after_url": _address(request, kind, after),
        "today_url": _address(request, kind, timezone.localdate()),
        "other_url": _address(request, MONTH if kind == WEEK else WEEK, day),
    }


def _months(day: date) -> tuple[date, date]:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1), following_month(day)


def _address(request: HttpRequest, kind: str, day: date) -> str:
    query = request.GET.copy()
    query["day"] = day.isoformat()
    return f"{reverse(f'{NAMESPACE}:{kind}')}?{query.urlencode()}"
