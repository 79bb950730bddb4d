"""The routing preview: who would be notified of a request, and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from ...practice.access.managers import managed_sites
from ...practice.models import PracticeSettings
from ..conditions import condition_labels
from ..form.standard_fields import FIELD_LABELS
from ..routing.analysis import RuleAnalysis, analyse_rules
from ..routing.evaluation import PlannedNotification, RuleEvaluation
from ..routing.phone_numbers import NumberQuery, choose_number
from ..routing.ruleset import keys_of
from ..routing_channels import channel_labels
from ..rule_models import RoutingRule
from .forms import RoutingPreviewForm

# Reasons of a decision that are not the name of a rule.
DEFAULT_REASONS = {
    "supervisor": _("No rule: the requested supervisor"),
    "office": _("No rule: the requested office"),
    "fallback": _("No rule: the fallback recipients"),
}
CONDITION_LABELS = {**FIELD_LABELS, "kind": _("Kind"), "weekday": _("Weekday"), "time": _("Time")}


class OfManagedPractice:
    """Mixin of views about the rules of one practice, the site in the query, for those who manage it."""

    request: HttpRequest
    page_title: str | Promise
    breadcrumbs_items: list[dict[str, Any]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.sites = managed_sites(request.user)
        if not self.sites:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        rules = {"url": reverse(RoutingRule.snippet_viewset.get_url_name("list")), "label": _("Routing rules")}
        return [*self.breadcrumbs_items, rules, {"url": "", "label": self.page_title}]

    def get_site(self) -> Site:
        """The selected site, else the current one, else the first that the user manages."""
        current, pk = Site.find_for_request(self.request), self.request.GET.get("site", "")
        default = current if current in self.sites else self.sites[0]
        return next((site for site in self.sites if str(site.pk) == pk), default)

    def site_choices(self) -> list[tuple[int, str]]:
        """The practices that the user manages, by the primary keys of their sites."""
        return [(site.pk, str(PracticeSettings.for_site(site))) for site in self.sites]


class RoutingPreviewView(OfManagedPractice, WagtailAdminTemplateMixin, TemplateView):
    """Uses the same functions as real requests."""

    template_name = "wagtail_tyonohjaus/contact/admin/routing_preview.html"
    page_title = _("Routing preview")
    header_icon = "help"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        practice = PracticeSettings.for_site(self.get_site())
        form = RoutingPreviewForm(practice, self.request.GET or None)
        routing_input = form.get_routing_input() if form.is_bound and form.is_valid() else None
        query = routing_input and NumberQuery(
            practice, routing_input, form.cleaned_data.get("supervisor"), form.cleaned_data.get("office")
        )
        extra_keys = keys_of(routing_input) if routing_input else ()
        analysis = analyse_rules(practice, form.get_time(), extra_keys)
        return super().get_context_data(
            form=form,
            practice=practice,
            sites=self.site_choices(),
            selected_site=practice.site_id,
            decision=preview_decision(analysis, query) if query else None,
            analysis=analysis,
            **kwargs,
        )


def preview_decision(analysis: RuleAnalysis, query: NumberQuery) -> dict[str, Any]:
    """Route a request; the decision as template context."""
    decision = analysis.rule_set.route(query.routing_input)
    return {
        "notifications": [_notification(notification) for notification in decision.notifications],
        "evaluations": [_evaluation(evaluation) for evaluation in decision.evaluations],
        "used_fallback": decision.used_fallback,
        "needs_callback": decision.needs_callback,
        "phone": choose_number(query, decision),
    }


def _notification(notification: PlannedNotification) -> dict[str, Any]:
    return {
        "name": notification.recipient.name,
        "address": notification.address,
        "channel": channel_labels().get(notification.channel, notification.channel),
        "reason": DEFAULT_REASONS.get(notification.reason, notification.reason),
    }


def _evaluation(evaluation: RuleEvaluation) -> dict[str, Any]:
    is_default = evaluation.pk is None
    return {
        "name": DEFAULT_REASONS.get(evaluation.rule, evaluation.rule) if is_default else evaluation.rule,
        "matched": evaluation.matched,
        "explanation": _explanation(evaluation),
    }


def _explanation(evaluation: RuleEvaluation) -> str | Promise:
    if evaluation.pk is None:
        return _("Applies if no rule reaches anybody.")
    if not evaluation.matched:
        labels = {**CONDITION_LABELS, **condition_labels()}
        names = ", ".join(str(labels.get(name, name)) for name in evaluation.unmet_conditions)
        return _("Does not match: %(conditions)s") % {"conditions": names}
    if evaluation.has_no_recipients:
        return _("Matches, but has no recipients.")
    return _("Matches.") if evaluation.notified else _("Matches, but none of its recipients can be reached.")
