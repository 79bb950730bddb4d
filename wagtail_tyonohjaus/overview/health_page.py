"""The health page: every check with its state and how to fix it, and what can be tried, for managers."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..practice.access.managers import is_manager
from ..practice.admin.users import staff_user
from .counted_lines import counted_problems
from .dashboard import health_problems
from .page_kinds import may_edit_pages
from .page_lines import PAGES_URL, TRANSLATION_LINES
from .problems import Link, Problem
from .tries import TRIES, Try, TryResult, calendars, run_try

MAX_CALENDARS = 100


@dataclass(frozen=True)
class Check:
    """A row of the page: the problems with these codes, and what can be tried about it."""

    name: str
    label: str | Promise
    codes: frozenset[str] = frozenset()
    tries: tuple[str, ...] = ()


def _check(name: str, label: str | Promise, *codes: str, tries: tuple[str, ...] = ()) -> Check:
    return Check(name, label, frozenset(codes), tries)


CHECKS = [
    _check(
        *(
            "messages",
            _("Messages are sent"),
            "paused",
            "undelivered",
            "stuck",
            "unsent",
            "crisis_messages",
            "broken_texts",
        ),
        tries=("email", "sms"),
    ),
    _check(
        *("worker", _("The worker runs"), "worker", "late_in_crisis", "failing_tasks", "late_tasks"),
        *("task_worker", "waiting_tasks"),
    ),
    _check("recipients", _("Requests reach somebody"), "no_recipient", "exhausted_rules", tries=("routing",)),
    _check("crisis", _("Crisis requests are taken"), "crisis"),
    _check("rotas", _("Somebody is on duty and can be reached"), "duty_gaps", "duty_unreachable"),
    _check(
        *("calendars", _("Busy calendars are fetched"), "calendar_sync", "late_calendars"),
        tries=("calendar",),
    ),
    _check("hours", _("Hours are offered"), "exhausted_hours"),
    _check("feeds", _("Calendar programs can read the feeds"), tries=("feed",)),
    _check("pages", _("Pages show what was chosen"), "empty_blocks", tries=("content",)),
    _check("translations", _("Texts are translated"), "pages_missing_language", "records_missing_language"),
]


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class HealthPageView(WagtailAdminTemplateMixin, TemplateView):
    """GET shows the checks, POST tries the one named ``try`` and shows its result beside them."""

    template_name = "wagtail_tyonohjaus/overview/health_page.html"
    page_title = _("Health")
    header_icon = "circle-check"
    http_method_names = ["get", "post"]
    result: TryResult | None = None
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_manager(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Runs the try and renders the page with its result."""
        if request.POST.get("try") not in TRIES:
            raise Http404
        self.result = run_try(request.POST["try"], request)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Health")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = staff_user(self.request)
        # Who edits no pages can't tell whether texts are translated.
        hidden = () if may_edit_pages(user) else ("translations",)
        problems = [*health_problems(user), *counted_problems(user, TRANSLATION_LINES)]
        return super().get_context_data(
            rows=[self._row(check, problems) for check in CHECKS if check.name not in hidden],
            chosen_calendar=self.request.POST.get("calendar", ""),
            calendars=calendars(self.request)[:MAX_CALENDARS],
            result=self.result,
            **kwargs,
        )

    def _row(self, check: Check, problems: list[Problem]) -> dict[str, Any]:
        own = [problem for problem in problems if problem.code in check.codes]
        here = reverse("tyonohjaus_health_page")
        return {
            "check": check,
            "problems": [(problem, [link for link in problem.links if link.url != here]) for problem in own],
            # While it is paused, nothing of this can run, so it is not checked.
            "is_unchecked": check.name in ("worker", "calendars") and any(each.code == "paused" for each in problems),
            "tries": [self._try(name, TRIES[name]) for name in check.tries],
            "link": self._link(check),
            "result": self.result if self.request.POST.get("try") in check.tries else None,
        }

    def _try(self, name: str, each: Try) -> dict[str, Any]:
        can = each.can(self.request)
        return {"name": name, "label": each.label, "can": can, "why_not": each.why_not}

    def _link(self, check: Check) -> Link | None:
        """The pages that the editor's dashboard counts."""
        if check.name != "pages" or not may_edit_pages(staff_user(self.request)):
            return None
        return Link(str(_("Show the pages")), reverse(PAGES_URL))
