"""The page "who gets this?", and the views of rules."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from phonenumber_field.phonenumber import PhoneNumber
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView as BaseIndexView

from ...practice.managers import managed_sites
from ...practice.models import PracticeSettings
from ..choices import RoutingChannel
from ..form_config import QUESTION_LABELS
from ..routing import RoutingDecision, RuleEvaluation
from ..rule_analysis import load_full_rule_set, odd_rules, only_fallback, world_of
from ..rule_models import RoutingRule
from .forms import QuestionForm

IN_ORDER = ("site_id", "sort_order", "pk")
DEFAULTS = {
    "supervisor": _("No rule: the supervisor that was asked for"),
    "office": _("No rule: the office that was asked for"),
    "fallback": _("No rule: the practice's fallback"),
}
FACT_LABELS = {**QUESTION_LABELS, "kind": _("Kind"), "weekday": _("Weekday"), "time": _("Time")}


class IndexView(BaseIndexView):
    """The rules as they are asked, ready to be dragged; a practice's stand together."""

    default_ordering = "sort_order"

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering == self.default_ordering:
            return queryset.order_by(*IN_ORDER)
        return super().order_queryset(queryset)


class ReorderView(generic.ReorderView):
    """Drag and drop among the rules that the user may change.

    Dropped among another practice's, a rule comes to the end of its own that is nearest.
    """

    def get_queryset(self) -> Any:
        policy = policy_registry.get_by_type(RoutingRule)
        rows = policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return rows.order_by(*IN_ORDER)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        moved = get_object_or_404(self.get_queryset(), pk=kwargs.get("pk"))
        with transaction.atomic():
            rows = [row for row in self.get_queryset().select_for_update() if row.pk != moved.pk]
            rows.insert(self._position(len(rows)), moved)
            self._number([row for row in rows if row.site_id == moved.site_id])
        return JsonResponse({"success": True})

    def _position(self, last: int) -> int:
        wanted = self.request.GET.get("position", "")
        return min(int(wanted), last) if wanted.isascii() and wanted.isdigit() else last

    def _number(self, rows: list[RoutingRule]) -> None:
        """Anew, since rules that were made at once may have the same number."""
        for number, row in enumerate(rows, start=1):
            row.sort_order = number
        RoutingRule.objects.bulk_update(rows, ["sort_order"])


class WhoGetsThisView(WagtailAdminTemplateMixin, TemplateView):
    """Answers by the very function that routes requests, and says why."""

    template_name = "wagtail_tyonohjaus/contact/admin/routing_preview.html"
    page_title = _("Who gets this?")
    header_icon = "help"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.sites = managed_sites(request.user)
        if not self.sites:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        practice = PracticeSettings.for_site(self._site())
        form = QuestionForm(practice, self.request.GET or None)
        asked = form.is_bound and form.is_valid()
        moment = form.moment()
        book = load_full_rule_set(practice, moment)
        world = world_of(practice, book)
        decision = book.decide(form.facts()) if asked else None
        return super().get_context_data(
            form=form,
            practice=practice,
            sites=[(site.pk, str(PracticeSettings.for_site(site))) for site in self.sites],
            chosen_site=practice.site_id,
            answer=answer(decision) if decision else None,
            oddities=odd_rules(book, world),
            missed=only_fallback(practice, book, world),
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        rules = {"url": reverse(RoutingRule.snippet_viewset.get_url_name("list")), "label": _("Routing rules")}
        return [*self.breadcrumbs_items, rules, {"url": "", "label": self.page_title}]

    def _site(self) -> Site:
        wanted, here = self.request.GET.get("site", ""), Site.find_for_request(self.request)
        usual = here if here in self.sites else self.sites[0]
        return next((site for site in self.sites if str(site.pk) == wanted), usual)


def answer(decision: RoutingDecision) -> dict[str, Any]:
    """A decision in words."""
    rule = decision.phone_rule
    return {
        "notifications": [
            {
                "name": notification.recipient.name,
                "address": notification.address,
                "channel": RoutingChannel(notification.channel).label,
                "reason": DEFAULTS.get(notification.reason, notification.reason),
            }
            for notification in decision.notifications
        ],
        "evaluations": [_step(evaluation) for evaluation in decision.evaluations],
        "fallback": decision.used_fallback,
        "callback": decision.needs_callback,
        "phone": rule and PhoneNumber.from_string(rule.displayed_phone),
    }


def _step(evaluation: RuleEvaluation) -> dict[str, Any]:
    why: Any
    if evaluation.pk is None:
        why = _("Applies where no rule reaches anybody.")
    elif not evaluation.matched:
        names = ", ".join(str(FACT_LABELS.get(name, name)) for name in evaluation.unmet_conditions)
        why = _("Does not fit: %(facts)s") % {"facts": names}
    elif evaluation.has_no_recipients:
        why = _("Fits. It names nobody who is to hear of it.")
    elif not evaluation.notified:
        why = _("Fits, but nobody it names can be reached.")
    else:
        why = _("Fits.")
    return {
        "name": DEFAULTS.get(evaluation.rule, evaluation.rule) if evaluation.pk is None else evaluation.rule,
        "matched": evaluation.matched,
        "why": why,
    }
