"""Loads routing rules."""

from typing import Any

from example_site.content import schema
from wagtail_tyonohjaus.contact.models import RoutingRule

from .records import LoadContext


def load_rules(context: LoadContext) -> None:
    """Load the rules of practices that have none."""
    if RoutingRule.objects.filter(site=context.site).exists():
        return
    for order, spec in enumerate(context.practice.rules):
        _create_rule(context, order, spec)


def _create_rule(context: LoadContext, order: int, spec: schema.RuleSpec) -> None:
    values = {name: _resolve(context, value) for name, value in {**spec.conditions, **spec.recipients}.items()}
    many = {field.name for field in RoutingRule._meta.many_to_many} & set(values)
    plain = {name: value for name, value in values.items() if name not in many}
    rule = RoutingRule(site=context.site, name=spec.name, sort_order=order, **plain)
    rule.full_clean()
    rule.save()
    for name in many:
        getattr(rule, name).set(values[name])


def _resolve(context: LoadContext, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolve(context, item) for item in value]
    return context.records[value] if isinstance(value, schema.Ref) else value
