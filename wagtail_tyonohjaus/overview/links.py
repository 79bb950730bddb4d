"""Where the reader of a problem can solve it, as far as the reader's rights go."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractPage
from wagtail.permissions import policy_registry

from ..contact.models import RoutingRule
from ..duty.models import Rota
from ..inbox.links import NAMESPACE
from ..inbox.queues import OVERDUE
from ..messages.editing.broken_texts import text_label
from ..messages.models import DeliveryState, MessageText
from ..practice.access.managers import managed_sites
from ..practice.models import PracticeSettings, Supervisor
from ..practice.users import AnyUser
from .problems import Link, Problem

HEALTH_PAGE = "tyonohjaus_health_page"
#: So many records of a problem have a link of their own.
MAX_LINKS = 5

#: Problems that the health page explains, since nothing in the admin solves them.
_ON_HEALTH_PAGE = frozenset(
    [
        *("paused", "worker", "late_in_crisis", "failing_tasks", "late_tasks"),
        *("task_worker", "waiting_tasks", "calendar_sync", "late_calendars"),
    ]
)


def with_links(problems: Iterable[Problem], user: AnyUser) -> list[Problem]:
    """The problems with links to where the user may solve them."""
    return [replace(problem, links=tuple(_links(problem, user))) for problem in problems]


def log_url(state: str) -> str:
    """The URL of the delivery log with the messages of one state."""
    return f"{reverse('tyonohjaus_log:index')}?state={state}"


def page_link(page: AbstractPage) -> Link:
    """The link to a page's editor."""
    label = _("Edit the page “%(page)s”") % {"page": page.get_admin_display_title()}
    return Link(label, reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _links(problem: Problem, user: AnyUser) -> Iterator[Link]:
    if problem.code in _ON_HEALTH_PAGE:
        yield Link(_("Open the health page"), reverse(HEALTH_PAGE))
    elif problem.code in _FIXED:
        label, get_url = _FIXED[problem.code]
        yield Link(str(label), get_url())
    elif problem.code == "no_recipient":
        yield from _settings_links(problem, user)
    elif problem.code == "broken_texts":
        yield from _text_links(problem, user)
    elif problem.records:
        yield from _record_links(problem, user)


_FIXED: dict[str, tuple[str | Promise, Callable[[], str]]] = {
    "undelivered": (gettext_lazy("Show failed messages"), lambda: log_url(DeliveryState.FAILED)),
    **dict.fromkeys(
        ("stuck", "unsent", "crisis_messages"),
        (gettext_lazy("Show waiting messages"), lambda: log_url(DeliveryState.PENDING)),
    ),
    "crisis": (
        gettext_lazy("Open the overdue requests"),
        lambda: f"{reverse(f'{NAMESPACE}:index')}?queue={OVERDUE}",
    ),
}


def _settings_links(problem: Problem, user: AnyUser) -> Iterator[Link]:
    practices = {row.site_id: row for row in problem.records if isinstance(row, PracticeSettings)}
    policy = policy_registry.get_by_type(PracticeSettings)
    permitted = policy.sites_user_has_permission_for(user, "change").filter(pk__in=list(practices)).order_by("pk")
    options = PracticeSettings._meta
    for site in permitted[:MAX_LINKS]:
        url = reverse("wagtailsettings:edit", args=[options.app_label, options.model_name, site.pk])
        yield Link(_("Open the settings of %(practice)s") % {"practice": practices[site.pk]}, url)


def _text_links(problem: Problem, user: AnyUser) -> Iterator[Link]:
    managed = {site.pk for site in managed_sites(user)}
    texts = [row for row in problem.records if isinstance(row, MessageText) and row.site_id in managed]
    for text in texts[:MAX_LINKS]:
        place: dict[str, str | int] = {"type": text.message_type, "sample": text.variant, "language": text.language}
        query = urlencode({**place, "site": text.site_id or ""})
        label = _("Edit the text of “%(message)s”") % {"message": text_label(text)}
        yield Link(label, f"{reverse('tyonohjaus_log:message_preview')}?{query}")


def _record_links(problem: Problem, user: AnyUser) -> Iterator[Link]:
    """Of the first records that the user may change; one query for each kind of record."""
    first = problem.records[0]
    rows = [record for record in problem.records if isinstance(record, type(first))]
    if isinstance(first, AbstractPage):
        yield from (page_link(page) for page in rows[:MAX_LINKS] if page.permissions_for_user(user).can_edit())
        return
    policy = policy_registry.get_by_type(type(first))
    permitted = policy.instances_user_has_any_permission_for(user, ["change"])
    pks = set(permitted.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    yield from (_record_link(row) for row in rows[:MAX_LINKS] if row.pk in pks)


def _record_link(record: Model) -> Link:
    if isinstance(record, Rota):
        rota_label = _("Open the rota “%(name)s”")
        return Link(rota_label % {"name": record}, reverse("tyonohjaus_rota", args=[record.pk]))
    label = _RECORD_LABELS[type(record)]
    viewset: Any = record.snippet_viewset  # type: ignore[attr-defined]
    return Link(str(label) % {"name": record}, reverse(viewset.get_url_name("edit"), args=[record.pk]))


_RECORD_LABELS: dict[type[Model], str | Promise] = {
    RoutingRule: gettext_lazy("Edit the rule “%(name)s”"),
    Supervisor: gettext_lazy("Edit the hours of %(name)s"),
}
