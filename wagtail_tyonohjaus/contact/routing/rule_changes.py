"""When the rules may next choose another telephone number, without anybody changing them."""

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta

from django.db.models import Min, Q

from ...duty.models import DutyTurn
from ..rule_models import RoutingRule


def next_rule_change(site_id: int, at: datetime) -> datetime | None:
    """After ``at`` (aware, in the practice's zone): hours of a rule begin or end, a day begins, or a turn of a rota.

    None if the rules do not depend on the time. Two queries, or one without a rota.
    """
    rules = RoutingRule.objects.filter(site_id=site_id, active=True)
    rows = list(rules.values_list("time_from", "time_until", "weekdays", "to_rota_id"))
    moments = [_next(clock, at) for row in rows for clock in _clock_changes(*row[:3])]
    rotas = {rota for *_, rota in rows if rota}
    if rotas:
        moments += _turn_changes(rotas, at)
    return min(moments, default=None)


def _clock_changes(time_from: time | None, time_until: time | None, weekdays: Collection[object]) -> Iterator[time]:
    yield from (clock for clock in (time_from, time_until) if clock is not None)
    if weekdays:
        yield time()


def _next(clock: time, at: datetime) -> datetime:
    """The next time after ``at`` that the clock shows this."""
    today = datetime.combine(at.date(), clock, at.tzinfo)
    return today if today > at else datetime.combine(at.date() + timedelta(days=1), clock, at.tzinfo)


def _turn_changes(rotas: set[int], at: datetime) -> list[datetime]:
    turns = DutyTurn.objects.filter(rota__in=rotas, end__gt=at)
    changes = turns.aggregate(start=Min("start", filter=Q(start__gt=at)), end=Min("end"))
    return [moment for moment in changes.values() if moment is not None]
