"""The list of routing rules and its reordering."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.permissions import policy_registry

from ...digits import parse_digits
from ...practice.admin.record_views import IndexView
from ..rule_models import RoutingRule

RULE_ORDER = ("site_id", "sort_order", "pk")


class RuleIndexView(IndexView):
    """The rules in the order in which they are evaluated, grouped by practice."""

    default_ordering = "sort_order"

    def order_queryset(self, queryset: QuerySet[RoutingRule]) -> QuerySet[RoutingRule]:
        if self.ordering == self.default_ordering:
            return queryset.order_by(*RULE_ORDER)
        return super().order_queryset(queryset)


class RuleReorderView(generic.ReorderView):
    """Drag and drop among the rules that the user may change.

    A rule that is dropped among those of another practice moves to the nearest end of its own practice's rules.
    """

    def get_queryset(self) -> QuerySet[RoutingRule]:
        policy = policy_registry.get_by_type(RoutingRule)
        rules = policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return rules.order_by(*RULE_ORDER)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        moved = get_object_or_404(self.get_queryset(), pk=kwargs.get("pk"))
        with transaction.atomic():
            rules = [rule for rule in self.get_queryset().select_for_update() if rule.pk != moved.pk]
            rules.insert(self._position(len(rules)), moved)
            self._renumber([rule for rule in rules if rule.site_id == moved.site_id])
            # ``bulk_update`` sends no signal, but pages may show another number now.
            moved.save(update_fields=["sort_order"])
        return JsonResponse({"success": True})

    def _position(self, last: int) -> int:
        position = parse_digits(self.request.GET.get("position"))
        return last if position is None else min(position, last)

    def _renumber(self, rules: list[RoutingRule]) -> None:
        """Number all rules, since rules that were created at the same time may have the same number."""
        for number, rule in enumerate(rules, start=1):
            rule.sort_order = number
        RoutingRule.objects.bulk_update(rules, ["sort_order"])
