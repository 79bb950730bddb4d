"""Calendars that can't be fetched and messages that were not delivered, with the reason."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from ..availability.busy_calendars.health import CalendarHealth
from ..availability.busy_calendars.source import is_stale
from ..availability.models import BusyCalendar
from ..messages.admin.views import readable_failures
from ..messages.models import Delivery, DeliveryState
from ..messages.plain_answers import latest_responses, reasons_text
from ..practice.access.managers import managed_sites, manager_policy
from ..practice.access.policy import scope_of
from ..practice.models import Supervisor
from ..practice.users import Account
from .limited_counts import count_text
from .links import log_url
from .problems import Link, Problem

#: So many calendars have lines of their own.
MAX_CALENDARS = 3
_VIEW = ["view", "change"]


def visible_calendars(user: Account, actions: Collection[str] = _VIEW) -> QuerySet[BusyCalendar]:
    """The calendars of active supervisors on whose records the user may perform one of the actions."""
    policy = policy_registry.get_by_type(Supervisor)
    if not policy.user_has_any_permission(user, actions):
        return BusyCalendar.objects.none()
    supervisors = policy.instances_user_has_any_permission_for(user, actions).order_by().values("pk")
    rows = BusyCalendar.objects.filter(supervisor__in=supervisors, supervisor__active=True)
    return rows.select_related("supervisor").order_by("supervisor__name", "pk")


def calendar_problems(user: Account, now: datetime) -> Iterator[Problem]:
    """A line for each of the first failing calendars, and one if there are more; one query."""
    rows = list(visible_calendars(user).exclude(error="")[: MAX_CALENDARS + 1])
    own = scope_of(user).supervisor
    for calendar in rows[:MAX_CALENDARS]:
        yield _calendar_problem(calendar, calendar.supervisor_id == own, now)
    if len(rows) > MAX_CALENDARS:
        link = Link(_("Open the supervisors"), reverse(Supervisor.snippet_viewset.get_url_name("list")))
        text = _("The calendars of further supervisors can't be fetched.")
        cause = _("“Busy calendars” beside a supervisor in the list says why.")
        yield Problem("calendar_failing", text, cause, links=(link,))


def _calendar_problem(calendar: BusyCalendar, is_own: bool, now: datetime) -> Problem:
    text = _("Your calendar “%(calendar)s” can't be fetched.")
    if not is_own:
        text = _("The calendar “%(calendar)s” of %(supervisor)s can't be fetched.")
    health = CalendarHealth(calendar, 0, is_stale(calendar.fetched_at, calendar.stale_hours, now))
    effect = _("Its times may be offered although they are not free.")
    if health.blocks_all_time:
        effect = _("Until it can be fetched, no free times are offered.")
    link = Link(_("Open the calendars"), reverse("tyonohjaus_busy_calendars", args=[calendar.supervisor_id]))
    return Problem(
        "calendar_failing",
        text % {"calendar": calendar, "supervisor": calendar.supervisor},
        f"{health.error} {effect}",
        links=(link,),
    )


def message_problems(user: Account) -> Iterator[Problem]:
    """One line about the failed messages that the user may read; managers hear of their practices' by the checks."""
    if manager_policy().can_manage_all(user):
        return
    failed = readable_failures(user, Delivery.objects.filter(state=DeliveryState.FAILED, acknowledged_at=None))
    if sites := managed_sites(user):
        failed = failed.exclude(site__in=sites)
    responses = latest_responses(failed)
    if not responses:
        return
    text = ngettext(
        "%(count)s message could not be delivered.", "%(count)s messages could not be delivered.", len(responses)
    )
    link = Link(_("Show failed messages"), log_url(DeliveryState.FAILED))
    text = capfirst(text % {"count": count_text(len(responses))})
    yield Problem("messages_failed", text, reasons_text(responses), links=(link,))
