"""How fast free time is computed, beside a checker that looks at one slot at a time. Needs no Django and no database.

Run from the checkout: ``python -m benchmarks.engine`` (about half a minute). Every figure is the best of several runs,
hours to windows to slots with nothing kept from run to run but the zone's clock changes; all ways are measured in
the same process and must give the same slots. The checker runs on plain integers, which flatters it, and on aware
datetimes, as booking software does it.

The ratio grows with the number of busy blocks, since the checker looks at all of them for each slot: the target of 50
times is for the year with 2,000.
"""

import random
import timeit
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.availability.engine import (
    ExceptionRow,
    Hours,
    Rule,
    Terms,
    WeeklyRow,
    free_slots,
    free_windows,
    is_free,
)
from wagtail_tyonohjaus.intervals import Interval

ZONE = "Europe/Helsinki"
AS_OF = int(datetime(2026, 1, 12, 6, tzinfo=UTC).timestamp())
DAY = 86_400
PREMISES = Terms(place=1, modes=frozenset({"premises", "remote"}))


def office_hours() -> Hours:
    """Two windows a day, five days a week, with a closed month, special days and ten holidays a year."""
    weekly = [WeeklyRow(day, start, end, PREMISES) for day in range(5) for start, end in ((480, 690), (750, 990))]
    exceptions = [ExceptionRow(date(year, 7, 1), date(year, 7, 31)) for year in range(2026, 2037)]
    evenings = [date(year, 8, 14) for year in range(2026, 2037)]
    exceptions += [ExceptionRow(day, day, 1020, 1200, PREMISES) for day in evenings]
    holidays = {date(year, month, 6) for year in range(2026, 2037) for month in range(1, 11)}
    return Hours(ZONE, tuple(weekly), tuple(exceptions), frozenset(holidays))


def round_the_clock() -> Hours:
    """Open day and night: one window as long as the span, with a grid that starts anew each midnight."""
    return Hours(ZONE, tuple(WeeklyRow(day, 0, 1440, PREMISES) for day in range(7)))


def busy_blocks(days: int, count: int) -> list[Interval]:
    """Blocks of 30 to 120 minutes in the daytime of random days, in random order."""
    rng = random.Random(days * count)
    starts = (AS_OF + rng.randrange(days) * DAY + rng.randrange(40) * 900 for _ in range(count))
    return [(start, start + rng.choice((30, 60, 90, 120)) * 60) for start in starts]


def on_integers(hours: Hours, busy: Sequence[Interval], rule: Rule, days: int) -> list[Interval]:
    """Step through each day's hours and hold every slot against every busy block."""
    found = []
    for moment in _candidates(hours, rule, days):
        start = int(moment.timestamp())
        end = start + rule.lengths[0] * 60
        if start >= AS_OF and all(b <= start or a >= end for a, b in busy):
            found.append((start, end))
    return found


def on_datetimes(
    hours: Hours, busy: Sequence[tuple[datetime, datetime]], rule: Rule, days: int
) -> list[tuple[datetime, datetime]]:
    """The same on aware datetimes."""
    found = []
    now, length = datetime.fromtimestamp(AS_OF, UTC), timedelta(minutes=rule.lengths[0])
    for moment in _candidates(hours, rule, days):
        start = moment.astimezone(UTC)
        end = start + length
        if start >= now and all(b <= start or a >= end for a, b in busy):
            found.append((start, end))
    return found


def _candidates(hours: Hours, rule: Rule, days: int) -> Iterator[datetime]:
    tz = ZoneInfo(hours.zone)
    today = datetime.fromtimestamp(AS_OF, tz).date()
    for day in (today + timedelta(days=number) for number in range(days + 1)):
        for start, end in _hours_on(hours, day):
            for minute in range(start, end - rule.lengths[0] + 1, rule.step):
                yield datetime.combine(day, clock_time(minute // 60, minute % 60), tz)


def _hours_on(hours: Hours, day: date) -> list[tuple[int, int]]:
    special = [row for row in hours.exceptions if row.first <= day <= row.last]
    if special:
        return [(row.start, row.end) for row in special if row.start is not None and row.end is not None]
    if day in hours.holidays:
        return []
    return [(row.start, row.end) for row in hours.weekly if row.weekday == day.weekday()]


def best(call: Callable[[], object], repeat: int = 15) -> float:
    """Milliseconds of the fastest of several runs."""
    return min(timeit.repeat(call, number=1, repeat=repeat)) * 1000


def compare(days: int, count: int, target: float) -> None:
    """Print engine and slot by slot side by side."""
    hours, busy = office_hours(), busy_blocks(days, count)
    moments = [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in busy]
    rule = Rule((90,), 30, horizon_days=days)
    found = [slot[:2] for slot in free_slots(hours, busy, rule, AS_OF)]
    assert found == on_integers(hours, busy, rule, days)
    assert len(found) == len(on_datetimes(hours, moments, rule, days))
    engine = best(lambda: free_slots(hours, busy, rule, AS_OF), 200)
    print(f"{days} days, {count:,} busy blocks: {len(found)} slots in {engine:.3f} ms (target {target} ms)")
    for name, milliseconds in (
        ("integers", best(lambda: on_integers(hours, busy, rule, days), 3)),
        ("datetimes", best(lambda: on_datetimes(hours, moments, rule, days), 3)),
    ):
        print(f"  slot by slot on {name:9} {milliseconds:8.1f} ms, {milliseconds / engine:4.0f} times as long")


def growth(name: str, hours: Hours) -> None:
    """Print a line per span: time for each year should stay about the same."""
    print(f"\nGrowth, {name}, 2,000 busy blocks a year:")
    for years in (1, 2, 5, 10):
        days = years * 365
        busy = busy_blocks(days, 2000 * years)
        rule = Rule((90,), 30, horizon_days=days)
        windows = best(lambda: free_windows(hours, busy, rule, AS_OF))  # noqa: B023
        whole = best(lambda: free_slots(hours, busy, rule, AS_OF))  # noqa: B023
        print(f"{years:5} years: windows {windows:7.2f} ms, with slots {whole:7.2f} ms, {whole / years:6.2f} ms a year")


def one_slot() -> None:
    """Print what a form check costs."""
    hours, busy = office_hours(), busy_blocks(90, 300)
    rule = Rule((90,), 30, horizon_days=90)
    start, end, _ = free_slots(hours, busy, rule, AS_OF)[50]
    check = best(lambda: is_free(hours, busy, rule, AS_OF, start, end), 500)
    print(f"\nIs one slot of 90 days with 300 busy blocks free: {check * 1000:.0f} µs")


def main() -> None:
    """Print all figures."""
    compare(90, 300, 0.5)
    compare(365, 2000, 2.5)
    one_slot()
    growth("office hours", office_hours())
    growth("round the clock", round_the_clock())


if __name__ == "__main__":
    main()
