"""One week of many supervisors: who works when. As in the weeks of one, with a constant number of queries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from ...practice.models import Service
from ..busy_sources import BusyInterval, BusySource, sources
from ..instants import current_hour
from ..offers import WEEK_MARGIN, holiday_years
from ..snapshots import SupervisorSnapshot, load_services, load_snapshots
from ..zone_offsets import DAY, day_number
from .week_grid import WeekGrid, WeekGridBuilder, holiday_note


def office_week(supervisor_ids: Collection[int], monday: date, as_of: int | None = None) -> dict[int, WeekGrid]:
    """The week of each supervisor by primary key; those who do not exist are left out."""
    as_of = current_hour() if as_of is None else as_of
    snapshots = load_snapshots(supervisor_ids, holiday_years(as_of))
    loaded = _Loaded(snapshots.values(), monday)
    return {pk: _SharedBuilder(snapshot, as_of, monday, loaded).build() for pk, snapshot in snapshots.items()}


class _Loaded:
    """What the weeks of several supervisors need, in one query each: busy time with its labels, and services."""

    def __init__(self, snapshots: Iterable[SupervisorSnapshot], monday: date) -> None:
        rows = list(snapshots)
        start = day_number(monday) * DAY
        span = start - WEEK_MARGIN - DAY, start + 2 * WEEK_MARGIN + DAY
        self.services = load_services({row.site_id for row in rows})
        self.labels: dict[str, str] = {}
        self._busy: dict[tuple[int, int], list[BusyInterval]] = {}
        self._notes: dict[tuple[int, date], str] = {}
        for source in sources():
            intervals = list(source.busy_intervals([row.pk for row in rows], *span)) if rows else []
            self.labels |= source.labels(list({interval.key for interval in intervals}))
            for interval in intervals:
                self._busy.setdefault((id(source), interval.supervisor_id), []).append(interval)

    def busy(self, source: BusySource, supervisor_id: int) -> list[BusyInterval]:
        """The supervisor's busy time from one source."""
        return self._busy.get((id(source), supervisor_id), [])

    def note(self, site_id: int, day: date) -> str:
        """The name of a practice's holiday."""
        if (site_id, day) not in self._notes:
            self._notes[site_id, day] = holiday_note(site_id, day)
        return self._notes[site_id, day]


class _SharedBuilder(WeekGridBuilder):
    """A week whose rows are loaded already. Free time counts as many days around it as limits per week do."""

    def __init__(self, snapshot: SupervisorSnapshot, as_of: int, monday: date, loaded: _Loaded) -> None:
        super().__init__(snapshot, as_of, 1, monday)
        self.loaded = loaded

    def _note_of_holiday(self, day: date) -> str:
        return self.loaded.note(self.snapshot.site_id, day)

    def _busy_intervals(self, source: BusySource) -> list[BusyInterval]:
        return self.loaded.busy(source, self.snapshot.pk)

    def _labels(self, source: BusySource, keys: Collection[str]) -> Mapping[str, str]:
        return self.loaded.labels

    def _services(self) -> Mapping[int, Service]:
        return self.loaded.services
