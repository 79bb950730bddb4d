"""When the rules may next choose another telephone number, without anybody changing them."""

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta

from ...duty.rota import next_duty_change
from ..rule_models import RoutingRule


def next_rule_change(site_id: int, at: datetime) -> datetime | None:
    """After ``at`` (aware, in the practice's zone): hours of a rule begin or end, a day begins, or a turn of a rota.

    None if the rules do not depend on the time. One query, and those of ``next_duty_change`` with a rota.
    """
    rules = RoutingRule.objects.filter(site_id=site_id, active=True)
    rows = list(rules.values_list("time_from", "time_until", "weekdays", "to_rota_id"))
    moments = [_next(clock, at) for row in rows for clock in _clock_changes(*row[:3])]
    rotas = {rota for *_, rota in rows if rota}
    turn_change = next_duty_change(rotas, at)
    if turn_change:
        moments.append(turn_change)
    return min(moments, default=None)


def _clock_changes(time_from: time | None, time_until: time | None, weekdays: Collection[object]) -> Iterator[time]:
    yield from (clock for clock in (time_from, time_until) if clock is not None)
    if weekdays:
        yield time()


def _next(clock: time, at: datetime) -> datetime:
    """The next time after ``at`` that the clock shows this."""
    today = datetime.combine(at.date(), clock, at.tzinfo)
    return today if today > at else datetime.combine(at.date() + timedelta(days=1), clock, at.tzinfo)
