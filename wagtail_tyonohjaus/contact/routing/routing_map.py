"""The map of a practice's routing as text: which requests go to whom, by which rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...practice.models import PracticeSettings, Supervisor
from ..rule_models import RoutingRule
from .analysis import Labels, RuleProblem, analyse_rules, domain_of, region_text, value_labels
from .coverage import FieldValue, TooManyCombinationsError
from .evaluation import FALLBACK, RecipientDirectory, RuleSnapshot
from .routes import OTHER_SUPERVISOR, Route, reachable, routes, with_other_supervisors
from .ruleset import RuleSet

REQUESTED = {
    "supervisor": gettext_lazy("The requested supervisor"),
    "office": gettext_lazy("The requested office"),
}


@dataclass(frozen=True)
class RouteText:
    """``rules`` are names, or none; then ``default`` is "supervisor", "office" or "fallback"."""

    requests: str
    rules: tuple[str, ...]
    default: str
    recipients: tuple[str, ...]

    @property
    def is_gap(self) -> bool:
        """Whether only the fallback recipients get these requests."""
        return self.default == FALLBACK


@dataclass(frozen=True)
class RoutingMap:
    """``routes`` is empty if there are ``too_many_combinations``; ``problems`` are rules that never act."""

    routes: list[RouteText]
    problems: list[RuleProblem]
    too_many_combinations: bool


def routing_map(practice: PracticeSettings, at: datetime) -> RoutingMap:
    """``at`` decides who is on duty. The queries do not depend on how many rules there are."""
    links = RoutingRule.supervisors.through.objects.filter(
        routingrule__site_id=practice.site_id, routingrule__active=True
    )
    extra_keys = [f"supervisor:{pk}" for pk in set(links.values_list("supervisor", flat=True))]
    analysis = analyse_rules(practice, at, extra_keys)
    rule_set = analysis.rule_set
    domain = with_other_supervisors(domain_of(practice, rule_set))
    try:
        found = routes(rule_set.rules, rule_set.directory, domain)
    except TooManyCombinationsError:
        return RoutingMap([], analysis.problems, True)
    labels = {**value_labels(practice), "supervisor": _supervisor_labels(domain.values["supervisor"])}
    texts = [_route_text(route, region_text(route.region, domain, labels), rule_set) for route in found]
    return RoutingMap(texts, analysis.problems, False)


def _supervisor_labels(values: Iterable[object]) -> Labels:
    pks = [value for value in values if isinstance(value, int) and value != OTHER_SUPERVISOR]
    rows = Supervisor.objects.filter(pk__in=pks).order_by("name", "pk").values_list("pk", "name") if pks else ()
    labels: dict[FieldValue, str] = {}
    labels.update(rows)
    labels[OTHER_SUPERVISOR] = _("any other supervisor") if pks else _("chosen")
    return labels


def _route_text(route: Route, requests: str, rule_set: RuleSet) -> RouteText:
    rules = {rule.pk: rule for rule in rule_set.rules}
    acting = [rules[pk] for pk in route.rules]
    names = [name for rule in acting for name in _recipients(rule, route, rule_set.directory)]
    if route.default:
        names = list(_default_recipients(route.default, rule_set.directory))
    return RouteText(requests, tuple(rule.name for rule in acting), route.default, tuple(dict.fromkeys(names)))


def _recipients(rule: RuleSnapshot, route: Route, directory: RecipientDirectory) -> Iterator[str]:
    """Those who can be reached; who is requested, if requests of the route name somebody who can."""
    for key in rule.recipient_keys:
        yield from (recipient.name for recipient in directory.get(key) if directory.addresses(recipient))
    values: Mapping[str, frozenset] = route.region.values
    for name, is_named in (("supervisor", rule.to_supervisor), ("office", rule.to_office)):
        if is_named and reachable(name, values[name], directory):
            yield str(REQUESTED[name])


def _default_recipients(default: str, directory: RecipientDirectory) -> Iterable[str]:
    if default == FALLBACK:
        return (recipient.name for recipient in directory.fallback)
    return [str(REQUESTED[default])]
