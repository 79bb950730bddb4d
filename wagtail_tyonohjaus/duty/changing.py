"""Changes of who is on duty, each with messages to those concerned."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from ..intervals import Interval
from ..practice.models import Supervisor
from .models import DutyChange, DutyTurn, Rota, WeeklyTurn
from .notices import duty_notices


def substitute(rota: Rota, span: tuple[datetime, datetime], absent: Supervisor, by: Supervisor | None) -> None:
    """``by``, or nobody, is on duty instead of ``absent`` from the first moment of ``span`` to the second (aware)."""
    with duty_notices(rota):
        DutyChange.objects.create(rota=rota, absent=absent, substitute=by, start=span[0], end=span[1])


def swap(rota: Rota, first: tuple[Supervisor, Interval], second: tuple[Supervisor, Interval]) -> None:
    """Two supervisors exchange turns, which do not overlap (UTC epoch seconds)."""
    with duty_notices(rota):
        for (absent, span), (other, _span) in ((first, second), (second, first)):
            start, end = (datetime.fromtimestamp(moment, UTC) for moment in span)
            DutyChange.objects.create(rota=rota, absent=absent, substitute=other, start=start, end=end)


def undo(change: DutyChange) -> None:
    """As if the change had never been made."""
    with duty_notices(change.rota):
        change.delete()


def add_turn(turn: DutyTurn) -> None:
    """Stores a single turn that is not stored yet."""
    with duty_notices(turn.rota):
        turn.save()


def add_rotation(
    rota: Rota, supervisors: Sequence[Supervisor], first_day: date, start: time, end_weekday: int, end: time
) -> None:
    """The supervisors take turns: the first one's starts on ``first_day``, the others' in the weeks after."""
    with duty_notices(rota):
        for number, supervisor in enumerate(supervisors):
            WeeklyTurn.objects.create(
                rota=rota,
                supervisor=supervisor,
                weekday=first_day.weekday(),
                start=start,
                end_weekday=end_weekday,
                end=end,
                interval_weeks=len(supervisors),
                reference_date=first_day + timedelta(weeks=number),
                valid_from=first_day,
            )
