"""Makes the routing rules: crises first, then offices, then everything else."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..contact.choices import RoutingChannel, Urgency
from ..contact.rule_models import RoutingRule
from ..practice.choices import Kind
from .plan import PracticeType
from .record_items import SUPERVISOR, office_key
from .workspace import Item, Workspace

#: What to set on a rule: plain fields, and the many-to-many fields apart.
Values = tuple[dict[str, Any], dict[str, list[Any]]]


def rule_items(work: Workspace) -> list[Item]:
    """In the order in which rules are evaluated. Names are in the plan's first language.

    A practice with rules of its own keeps them as they are, since another rule could take requests from their
    recipients.
    """
    own = [made.instance.pk for made in work.made.values() if isinstance(made.instance, RoutingRule)]
    foreign = RoutingRule.objects.filter(site=work.site).exclude(pk__in=own).order_by("sort_order", "pk").first()
    with override(work.plan.language):
        return [_item(work, f"rule:{key}", name, values, foreign) for key, name, values in _rules(work)]


def _rules(work: Workspace) -> Iterator[tuple[str, str, Callable[[], Values]]]:
    if work.plan.has_crisis:
        yield "urgent", _("Something serious has happened: call at once"), partial(_crisis, work, True)
        yield "crisis", _("Crisis supervision: call at once"), partial(_crisis, work, False)
    # All requests of a sole practitioner go to one person, so an office is only a place.
    for office in work.plan.offices if work.plan.practice_type is not PracticeType.SOLE else ():
        key = office_key(office)
        yield key, _("Requests for %(city)s") % {"city": office.city}, partial(_office, work, key)
    yield "rest", _("All other requests"), partial(_rest, work)


def _item(work: Workspace, key: str, name: str, values: Callable[[], Values], foreign: RoutingRule | None) -> Item:
    def create() -> RoutingRule:
        fields, many = values()
        rule = RoutingRule(site=work.site, name=name[:120], sort_order=_place(work, key), **fields)
        rule.full_clean()
        rule.save()
        for field, rows in many.items():
            getattr(rule, field).set(rows)
        return rule

    return Item(key, RoutingRule._meta.verbose_name, name, lambda: work.made_before(key) or foreign, create)


def _place(work: Workspace, key: str) -> int:
    """The order of a new rule: before those of an earlier run that come later, such as that for all other requests.

    Moves these down. 0 if there are none: the rule is then the last one.
    """
    rank = {"rule:urgent": 0, "rule:crisis": 1, "rule:rest": 3}
    made = {name: each.instance.pk for name, each in work.made.items() if isinstance(each.instance, RoutingRule)}
    later = [pk for name, pk in made.items() if rank.get(name, 2) > rank.get(key, 2)]
    rules = RoutingRule.objects.filter(site=work.site)
    first = rules.filter(pk__in=later).order_by("sort_order", "pk").first()
    if first is None:
        return 0
    place = max(first.sort_order, 1)
    rules.filter(sort_order__gte=first.sort_order).update(sort_order=F("sort_order") + 1 + place - first.sort_order)
    return place


def _crisis(work: Workspace, by_urgency: bool) -> Values:
    condition = {"urgencies": [Urgency.CRISIS.value]} if by_urgency else {"kinds": [Kind.CRISIS.value]}
    channels = [RoutingChannel.MAIL.value, RoutingChannel.CALL.value]
    fields = {**condition, "channels": channels, "displayed_phone": work.plan.phone}
    return fields, {"to_supervisors": [work.objects[SUPERVISOR]]}


def _office(work: Workspace, key: str) -> Values:
    office = work.objects[key]
    return {"to_supervisor": True}, {"offices": [office], "to_offices": [office]}


def _rest(work: Workspace) -> Values:
    if work.plan.practice_type is PracticeType.SOLE:
        return {}, {"to_supervisors": [work.objects[SUPERVISOR]]}
    addresses = "\n".join(work.plan.fallback_recipients) or work.plan.email
    return {"to_supervisor": True, "to_email_addresses": addresses}, {}
