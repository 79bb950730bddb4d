"""The rules by which the practices' requests are routed."""

from typing import Any

from example_site.content import kit
from wagtail_tyonohjaus.contact.models import RoutingRule

from .records import Shelf


def load_rules(shelf: Shelf) -> None:
    """Rules of a practice that has some stay as they are."""
    if RoutingRule.objects.filter(site=shelf.site).exists():
        return
    for order, spec in enumerate(shelf.practice.rules):
        _make_rule(shelf, order, spec)


def _make_rule(shelf: Shelf, order: int, spec: kit.Rule) -> None:
    values = {name: _resolved(shelf, value) for name, value in {**spec.when, **spec.to}.items()}
    many = {field.name for field in RoutingRule._meta.many_to_many} & set(values)
    plain = {name: value for name, value in values.items() if name not in many}
    rule = RoutingRule(site=shelf.site, name=spec.name, sort_order=order, **plain)
    rule.full_clean()
    rule.save()
    for name in many:
        getattr(rule, name).set(values[name])


def _resolved(shelf: Shelf, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(shelf, item) for item in value]
    return shelf.found[value] if isinstance(value, kit.Ref) else value
