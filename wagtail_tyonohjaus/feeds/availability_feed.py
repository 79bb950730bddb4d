"""availability.ics: the hours themselves as VAVAILABILITY (RFC 7953), in local time, whether or not they are taken."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from math import gcd
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from ..availability.free import moment
from ..availability.schedule import Hours, Rule, Terms
from ..availability.snapshots import Person, load_people
from ..availability.windows import Piece, open_pieces
from ..availability.zone_offsets import clock, day_number
from ..ical import components
from ..ical.components import AvailabilityLayer, AvailablePeriod
from . import labels
from .feed_scope import Subject
from .labels import Labels

#: Whatever is open at all, but for time that is reserved for crisis supervision.
OPEN = Rule(lengths=(1,), step=1, horizon_days=None)
#: From so many dates of one weekday on, a rule with excluded dates is shorter than the dates themselves.
RULE_FROM = 3


class Pattern(NamedTuple):
    """The same wall times on the same weekday, on the same terms."""

    weekday: int
    start: time
    length: timedelta
    terms: Terms


def first_of_year(tz: str, as_of: int) -> int:
    """When the span that the feed tells of begins, UTC epoch seconds: it moves but once a year."""
    zone = ZoneInfo(tz)
    return int(datetime(moment(as_of).astimezone(zone).year, 1, 1, tzinfo=zone).timestamp())


def build(subject: Subject, language: str, since: int, source: str) -> bytes:
    """Two calendar years from ``since`` on (UTC epoch seconds)."""
    with translation.override(language):
        year = moment(since).astimezone(ZoneInfo(subject.tz)).year
        person = load_people([subject.pk], (year, year + 1)).get(subject.pk)
        names = labels.load(subject.site_id, [subject.pk], language)
        return components.availability(
            name=_("Hours: %(name)s") % {"name": names.names.get(subject.pk, "")},
            tz=subject.tz,
            stamp=moment(subject.stamp),
            layers=[_layer(subject.uuid, person, year, names)],
            source=source,
        )


def _layer(owner: UUID, person: Person | None, year: int, names: Labels) -> AvailabilityLayer:
    works = person is not None and person.active and person.takes_new_clients
    stretches = list(_all_stretches(owner, person.hours, year, names)) if person is not None and works else []
    return AvailabilityLayer(
        uid=str(uuid5(owner, f"hours|{year}")),
        priority=9,
        start=datetime(year, 1, 1),
        end=datetime(year + 2, 1, 1),
        stretches=tuple(sorted(stretches, key=lambda one: (one.start.replace(tzinfo=None), one.uid))),
    )


def open_years(hours: Hours, year: int) -> list[Piece]:
    """What is open in two calendar years: exceptions, holidays and rhythms all done."""
    zone = ZoneInfo(hours.zone)
    first, last = day_number(date(year, 1, 1)), day_number(date(year + 1, 12, 31))
    began, ends = (int(datetime(y, 1, 1, tzinfo=zone).timestamp()) for y in (year, year + 2))
    return open_pieces(hours, OPEN, clock(hours.zone, began, ends), first, last)


def _patterns(hours: Hours, year: int) -> tuple[dict[Pattern, list[date]], list[tuple[datetime, datetime, Terms]]]:
    """The dates of each pattern, and apart from them, in UTC, what lies over a clock change: calendar apps disagree on
    whether wall time or length is kept there."""
    found: dict[Pattern, list[date]] = defaultdict(list)
    odd = []
    for start, end, terms, *_rest in open_years(hours, year):
        begin, finish = components.wall_times(moment(start), moment(end), hours.zone)
        if begin.tzinfo is UTC:
            odd.append((begin, finish, terms))
        else:
            length = finish.replace(tzinfo=None) - begin.replace(tzinfo=None)
            found[Pattern(begin.weekday(), begin.time(), length, terms)].append(begin.date())
    return found, odd


def _all_stretches(owner: UUID, hours: Hours, year: int, names: Labels) -> Iterator[AvailablePeriod]:
    regular, odd = _patterns(hours, year)
    for pattern, days in regular.items():
        for run in [days] if len(days) >= RULE_FROM else [[day] for day in days]:
            start = datetime.combine(run[0], pattern.start)
            rule, excluded = _rule(run, pattern.start, ZoneInfo(hours.zone)) if len(run) > 1 else ((), ())
            yield _stretch(owner, start, start + pattern.length, pattern.terms, names, rule, excluded)
    for begin, finish, terms in odd:
        yield _stretch(owner, begin, finish, terms, names)


def _stretch(
    owner: UUID,
    start: datetime,
    end: datetime,
    terms: Terms,
    names: Labels,
    rule: tuple[tuple[str, object], ...] = (),
    excluded: tuple[datetime, ...] = (),
) -> AvailablePeriod:
    return AvailablePeriod(
        uid=str(uuid5(owner, f"hours|{start}|{end - start}|{_key(terms)}")),
        start=start,
        end=end,
        location=names.place(terms),
        categories=names.categories(terms),
        rrule=rule,
        excluded=excluded,
    )


def _key(terms: Terms) -> str:
    return f"{terms.place}|{sorted(terms.modes or ())}|{sorted(map(str, terms.services or ()))}"


def _rule(days: list[date], start: time, zone: ZoneInfo) -> tuple[tuple[tuple[str, object], ...], tuple[datetime, ...]]:
    """A weekly rule through all the days, and the starts it has too many."""
    interval = reduce(gcd, ((day - days[0]).days // 7 for day in days[1:]))
    until = datetime.combine(days[-1], start, zone).astimezone(UTC)
    rule: list[tuple[str, object]] = [("FREQ", "WEEKLY"), ("UNTIL", until)]
    if interval > 1:
        rule.insert(1, ("INTERVAL", interval))
    missing = sorted(set(_every(days[0], days[-1], 7 * interval)) - set(days))
    return tuple(rule), tuple(datetime.combine(day, start) for day in missing)


def _every(first: date, last: date, days: int) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(0, (last - first).days + 1, days))
