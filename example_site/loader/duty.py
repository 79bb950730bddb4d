"""Loads on-call rotas: a rotation by week, and changes of some weeks."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from example_site.content import schema
from wagtail_tyonohjaus.duty.changing import add_rotation, substitute
from wagtail_tyonohjaus.duty.models import Rota

from .records import LoadContext

# So that the picture of a rota and the feeds have past turns.
PAST_ROUNDS = 2


def load_rotas(context: LoadContext) -> None:
    for spec in context.practice.rotas:
        rota = Rota.objects.filter(site=context.site, name=spec.name).first() or _create_rota(context, spec)
        context.add("rota", spec.name, rota)


def _create_rota(context: LoadContext, spec: schema.RotaSpec) -> Rota:
    rota = Rota.objects.create(site=context.site, name=spec.name, around_the_clock=True)
    people = context.get("supervisor", *spec.supervisors)
    today, start = timezone.localdate(), time.fromisoformat(spec.starts)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=PAST_ROUNDS * len(people))
    add_rotation(rota, people, first, start, 0, start)
    for weeks, first_weekday, last_weekday, slug in spec.changes:
        week, absent = monday + timedelta(weeks=weeks), people[weeks % len(people)]
        days = (week + timedelta(days=first_weekday), week + timedelta(days=last_weekday))
        span = tuple(datetime.combine(day, start, rota.zone) for day in days)
        substitute(rota, (span[0], span[1]), absent, context.get("supervisor", slug)[0] if slug else None)
    return rota
