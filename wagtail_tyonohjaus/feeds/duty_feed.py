"""duty.ics and rota.ics: the duty turns of a supervisor or of a rota, at private URLs."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..duty.models import Rota
from ..duty.reachability import load_people
from ..duty.rota import rota_turns, rotas_of
from ..ical.components import CalendarEvent, session_feed_bytes
from ..messages.recipients import site_language, supervisor_language
from ..practice.models import Supervisor

DAYS_BACK = 90
DAYS_AHEAD = 366


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time of one turn in a rota."""

    rota: Rota
    supervisor: Supervisor
    start: int
    end: int


@dataclass(frozen=True)
class DutyFeed:
    """What is in a feed, in ``language`` and the zone ``tz``. Times are UTC epoch seconds.

    ``shows_names``: events are called by who is on duty, else by the rota.
    """

    name: str
    language: str
    tz: str
    since: datetime
    stretches: list[Stretch]
    shows_names: bool

    @property
    def digest(self) -> str:
        """Changes whenever the feed would."""
        rows = [
            (each.rota.pk, each.supervisor.pk, each.start, each.end, self._summary(each)) for each in self.stretches
        ]
        stamps = sorted({each.rota.changed_at for each in self.stretches})
        text = f"{self.name}:{self.language}:{self.tz}:{self.since.date()}:{stamps!r}:{rows!r}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def changed(self) -> int:
        """When the feed last changed, rounded up; at the earliest the midnight at which its span moved on."""
        moments = [moment for each in self.stretches for moment in (each.rota.changed_at, each.supervisor.changed_at)]
        return ceil(max([*moments, self.since + timedelta(days=DAYS_BACK)]).timestamp())

    def build(self) -> bytes:
        """The feed, with one event for each turn."""
        with translation.override(self.language):
            return session_feed_bytes(
                [self._event(each) for each in self.stretches],
                name=self.name,
                tz=self.tz,
                years=(self.since.year, (self.since + timedelta(days=DAYS_BACK + DAYS_AHEAD + 8)).year),
            )

    def _event(self, stretch: Stretch) -> CalendarEvent:
        return CalendarEvent(
            uid=_uid(stretch),
            sequence=0,
            stamp=stretch.rota.changed_at,
            start=datetime.fromtimestamp(stretch.start, UTC),
            end=datetime.fromtimestamp(stretch.end, UTC),
            tz=str(stretch.rota.zone),
            summary=self._summary(stretch),
        )

    def _summary(self, stretch: Stretch) -> str:
        return str(stretch.supervisor if self.shows_names else stretch.rota)


def of_supervisor(supervisor: Supervisor, now: datetime | None = None) -> DutyFeed:
    """The supervisor's turns in all rotas, in the language of the supervisor."""
    since, until = feed_span(now)
    stretches = _stretches(list(rotas_of(supervisor).select_related("site")), since, until)
    own = [stretch for stretch in stretches if stretch.supervisor == supervisor]
    language = supervisor_language(supervisor)
    with translation.override(language):
        name = _("On call: %(name)s") % {"name": supervisor.name}
    return DutyFeed(name, language, supervisor.practice.time_zone, since, own, shows_names=False)


def of_rota(rota: Rota, now: datetime | None = None) -> DutyFeed:
    """Everybody's turns in a rota, in the language of the site."""
    since, until = feed_span(now)
    stretches = _stretches([rota], since, until)
    return DutyFeed(str(rota), site_language(), str(rota.zone), since, stretches, shows_names=True)


def feed_span(now: datetime | None = None) -> tuple[datetime, datetime]:
    """The whole days (UTC) that the feeds cover. Past turns are included, since clients delete missing events."""
    today = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def _stretches(rotas: list[Rota], since: datetime, until: datetime) -> list[Stretch]:
    """One for each supervisor and start in a rota, sorted."""
    ends: dict[tuple[int, int, int], int] = {}
    for rota, turns in rota_turns([rota.pk for rota in rotas], since, until).items():
        for turn in turns:
            if turn.supervisor is not None:
                key = (turn.start, rota, turn.supervisor)
                ends[key] = max(turn.end, ends.get(key, turn.end))
    by_pk, people = {rota.pk: rota for rota in rotas}, load_people(supervisor for _start, _rota, supervisor in ends)
    return [Stretch(by_pk[rota], people[pk], start, end) for (start, rota, pk), end in sorted(ends.items())]


def _uid(stretch: Stretch) -> str:
    """The same in each feed for the turn of the same person that starts at the same time."""
    text = f"duty:{stretch.rota.pk}:{stretch.supervisor.uuid}:{stretch.start}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
