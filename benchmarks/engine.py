"""Measures how fast free time is computed, compared with checking one slot at a time. Needs no Django or database.

Run from the checkout: ``python -m benchmarks.engine`` (about half a minute). It calls the functions that the product
calls, ``engine.free_windows`` and ``engine.slots``. Each figure is the best of several runs; only the zone's clock
changes are cached between runs. All methods are measured in the same process and must return the same slots. Checking
slot by slot is measured with plain integers, which is an advantage for it, and with aware datetimes, which booking
software usually uses.

The ratio grows with the number of busy blocks, because the slot-by-slot check compares each slot with all of them: the
target of 50 times is for a year with 2,000.
"""

import random
import time
import timeit
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import (
    BookingRule,
    ExceptionRow,
    Hours,
    Restrictions,
    Slot,
    WeeklyRow,
)
from wagtail_tyonohjaus.intervals import Interval

ZONE = "Europe/Helsinki"
AS_OF = int(datetime(2026, 1, 12, 6, tzinfo=UTC).timestamp())
DAY = 86_400
PREMISES = Restrictions(place=1, modes=frozenset({"premises", "remote"}))


def office_hours() -> Hours:
    """Two windows a day on weekdays, with a closed month, exceptions and ten holidays a year."""
    weekly = [WeeklyRow(day, start, end, PREMISES) for day in range(5) for start, end in ((480, 690), (750, 990))]
    exceptions = [ExceptionRow(date(year, 7, 1), date(year, 7, 31)) for year in range(2026, 2037)]
    evenings = [date(year, 8, 14) for year in range(2026, 2037)]
    exceptions += [ExceptionRow(day, day, 1020, 1200, PREMISES) for day in evenings]
    holidays = {date(year, month, 6) for year in range(2026, 2037) for month in range(1, 11)}
    return Hours(ZONE, tuple(weekly), tuple(exceptions), frozenset(holidays))


def round_the_clock() -> Hours:
    """Open day and night: one window as long as the span, with a slot grid that restarts each midnight."""
    return Hours(ZONE, tuple(WeeklyRow(day, 0, 1440, PREMISES) for day in range(7)))


def busy_blocks(days: int, count: int) -> list[Interval]:
    """Blocks of 30 to 120 minutes in the daytime of random days, in random order."""
    rng = random.Random(days * count)
    starts = (AS_OF + rng.randrange(days) * DAY + rng.randrange(40) * 900 for _ in range(count))
    return [(start, start + rng.choice((30, 60, 90, 120)) * 60) for start in starts]


def slots_as_integers(hours: Hours, busy: Sequence[Interval], rule: BookingRule, days: int) -> list[Interval]:
    """Step through the hours of each day and compare every slot with every busy block."""
    free = []
    for moment in _candidate_starts(hours, rule, days):
        start = int(moment.timestamp())
        end = start + rule.lengths[0] * 60
        if start >= AS_OF and all(b <= start or a >= end for a, b in busy):
            free.append((start, end))
    return free


def slots_as_datetimes(
    hours: Hours, busy: Sequence[tuple[datetime, datetime]], rule: BookingRule, days: int
) -> list[tuple[datetime, datetime]]:
    """The same with aware datetimes."""
    free = []
    now, length = datetime.fromtimestamp(AS_OF, UTC), timedelta(minutes=rule.lengths[0])
    for moment in _candidate_starts(hours, rule, days):
        start = moment.astimezone(UTC)
        end = start + length
        if start >= now and all(b <= start or a >= end for a, b in busy):
            free.append((start, end))
    return free


def _candidate_starts(hours: Hours, rule: BookingRule, days: int) -> Iterator[datetime]:
    tz = ZoneInfo(hours.zone)
    today = datetime.fromtimestamp(AS_OF, tz).date()
    for day in (today + timedelta(days=number) for number in range(days + 1)):
        for start, end in _hours_on(hours, day):
            for minute in range(start, end - rule.lengths[0] + 1, rule.step):
                yield datetime.combine(day, clock_time(minute // 60, minute % 60), tz)


def _hours_on(hours: Hours, day: date) -> list[tuple[int, int]]:
    exceptions = [row for row in hours.exceptions if row.first <= day <= row.last]
    if exceptions:
        return [(row.start, row.end) for row in exceptions if row.start is not None and row.end is not None]
    if day in hours.holidays:
        return []
    return [(row.start, row.end) for row in hours.weekly if row.weekday == day.weekday()]


def free_slots(hours: Hours, busy: Sequence[Interval], rule: BookingRule) -> list[Slot]:
    """The engine's slots within the horizon, computed as ``availability.free`` does it."""
    return slots(free_windows(hours, busy, rule, AS_OF), rule)


def slots_at(hours: Hours, busy: Sequence[Interval], rule: BookingRule, start: int, end: int) -> list[Slot]:
    """The engine's slots with this start and end, computed as ``availability.free.slots_at`` does it."""
    windows = free_windows(hours, busy, rule, AS_OF, end, since=start)
    return slots(windows, rule, (end - start) // 60, since=start, until=start + 1)


def best(call: Callable[[], object], repeat: int = 15) -> float:
    """Milliseconds of CPU time of the fastest of several runs."""
    return min(timeit.repeat(call, timer=time.process_time, number=1, repeat=repeat)) * 1000


def print_comparison(days: int, count: int, target: float) -> None:
    """Print the time of the engine and of checking slot by slot."""
    hours, busy = office_hours(), busy_blocks(days, count)
    moments = [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in busy]
    rule = BookingRule((90,), 30, horizon_days=days)
    free = [slot[:2] for slot in free_slots(hours, busy, rule)]
    assert free == slots_as_integers(hours, busy, rule, days)
    assert len(free) == len(slots_as_datetimes(hours, moments, rule, days))
    engine = best(lambda: free_slots(hours, busy, rule), 200)
    print(f"{days} days, {count:,} busy blocks: {len(free)} slots in {engine:.3f} ms (target {target} ms)")
    for name, milliseconds in (
        ("integers", best(lambda: slots_as_integers(hours, busy, rule, days), 3)),
        ("datetimes", best(lambda: slots_as_datetimes(hours, moments, rule, days), 3)),
    ):
        print(f"  slot by slot on {name:9} {milliseconds:8.1f} ms, {milliseconds / engine:4.0f} times as long")


def print_growth(name: str, hours: Hours) -> None:
    """Print a line per span: the time per year should be about constant."""
    print(f"\nGrowth, {name}, 2,000 busy blocks a year:")
    for years in (1, 2, 5, 10):
        days = years * 365
        busy = busy_blocks(days, 2000 * years)
        rule = BookingRule((90,), 30, horizon_days=days)
        windows = best(lambda: free_windows(hours, busy, rule, AS_OF))  # noqa: B023
        whole = best(lambda: free_slots(hours, busy, rule))  # noqa: B023
        print(f"{years:5} years: windows {windows:7.2f} ms, with slots {whole:7.2f} ms, {whole / years:6.2f} ms a year")


def print_single_slot() -> None:
    """Print the time to validate a requested slot."""
    hours, busy = office_hours(), busy_blocks(90, 300)
    rule = BookingRule((90,), 30, horizon_days=90)
    start, end, _ = free_slots(hours, busy, rule)[50]
    check = best(lambda: slots_at(hours, busy, rule, start, end), 500)
    print(f"\nValidating one slot of 90 days with 300 busy blocks: {check * 1000:.0f} µs")


def main() -> None:
    """Print all figures."""
    print_comparison(90, 300, 0.5)
    print_comparison(365, 2000, 2.5)
    print_single_slot()
    print_growth("office hours", office_hours())
    print_growth("round the clock", round_the_clock())


if __name__ == "__main__":
    main()
