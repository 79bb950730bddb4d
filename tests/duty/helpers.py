"""Rotas with a weekly pattern."""

from datetime import time
from typing import Any

from tests.factories import make_practice
from wagtail_tyonohjaus.duty.models import Rota, WeeklyTurn
from wagtail_tyonohjaus.practice.models import Supervisor


def make_weekly_turn(
    supervisor: Supervisor,
    *,
    rota: Rota | None = None,
    name: str = "Crisis telephone",
    start: str = "08:00",
    end: str = "00:00",
    **kwargs: Any,
) -> WeeklyTurn:
    """On Mondays unless ``weekday`` is given, until midnight; in a new rota unless one is given."""
    weekday = kwargs.pop("weekday", 0)
    return WeeklyTurn.objects.create(
        rota=rota or Rota.objects.create(name=name, site=make_practice().site),
        supervisor=supervisor,
        weekday=weekday,
        start=time.fromisoformat(start),
        end_weekday=kwargs.pop("end_weekday", weekday),
        end=time.fromisoformat(end),
        **kwargs,
    )
