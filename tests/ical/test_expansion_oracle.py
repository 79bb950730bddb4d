"""Recurring events against an oracle of another kind: a walk over all days with zoneinfo, without any rule library."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from tests.hypothesis_profile import examples
from tests.ical.samples import SINCE, UNTIL, calendar, event, read
from wagtail_tyonohjaus.intervals import merge

HOME = ZoneInfo("Europe/Helsinki")
LAST_DAY = date(2027, 2, 1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Case:
    """A recurring event, simple enough to be expanded day by day; ``hours`` is 0 for an all-day event."""

    first: date
    hour: int
    hours: int
    zone: str
    frequency: str
    interval: int
    weekdays: tuple[int, ...]
    count: int | None
    last: date | None
    until_form: str
    excluded: tuple[int, ...]
    exdate_form: str

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def recurs_on(case: Case, day: date) -> bool:
    if case.frequency == "DAILY":
        return (day - case.first).days % case.interval == 0
    if case.frequency == "WEEKLY":
        weeks = (day - timedelta(day.weekday()) - case.first + timedelta(case.first.weekday())).days // 7
        return weeks % case.interval == 0 and day.weekday() in (case.weekdays or (case.first.weekday(),))
    months = (day.year - case.first.year) * 12 + day.month - case.first.month
    period = case.interval * (12 if case.frequency == "YEARLY" else 1)
    return months % period == 0 and day.day == case.first.day


def days_of(case: Case) -> list[date]:
    """The days of the rule until its end, the first day counted even if the rule leaves it out."""
    days: list[date] = []
    day = case.first
    while day <= LAST_DAY and (case.count is None or len(days) < case.count):
        if recurs_on(case, day) and (case.count is not None or case.last is None or day <= case.last):
            days.append(day)
        day += timedelta(days=1)
    return sorted({*days, case.first})


def start_of(case: Case, day: date) -> int:
    """UTC epoch seconds. zoneinfo reads skipped and repeated times as RFC 5545 section 3.3.5 does."""
    clock, zone = (time(case.hour), case.tz) if case.hours else (time(), HOME)
    return int(datetime.combine(day, clock, zone).timestamp())


def expected(case: Case) -> list[tuple[int, int]]:
    days = days_of(case)
    remaining = [day for number, day in enumerate(days) if number not in case.excluded]
    if case.hours:
        spans = [(start_of(case, day), start_of(case, day) + case.hours * 3600) for day in remaining]
    else:
        spans = [(start_of(case, day), start_of(case, day + timedelta(days=1))) for day in remaining]
    return merge((max(start, SINCE), min(end, UNTIL)) for start, end in spans if end > SINCE and start < UNTIL)


def until_text(case: Case) -> str:
    """UNTIL as its last day in each form that programs write."""
    assert case.last is not None
    midnight = datetime.combine(case.last, time(), HOME)
    forms = {
        "date": f"{case.last:%Y%m%d}",
        "utc": f"{datetime.combine(case.last, time(case.hour), case.tz).astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "local": f"{case.last:%Y%m%d}T235959",
        "utc midnight": f"{midnight.astimezone(UTC):%Y%m%dT%H%M%SZ}",
    }
    return forms[case.until_form]


def exdate_line(case: Case, day: date) -> str:
    instant = datetime.fromtimestamp(start_of(case, day), UTC)
    if case.exdate_form == "date":
        return f"EXDATE;VALUE=DATE:{day:%Y%m%d}"
    if case.exdate_form == "utc":
        return f"EXDATE:{instant:%Y%m%dT%H%M%SZ}"
    return f"EXDATE;TZID={case.zone}:{day:%Y%m%d}T{case.hour if case.hours else 0:02}0000"


def as_event(case: Case) -> str:
    rule = f"RRULE:FREQ={case.frequency};INTERVAL={case.interval}"
    if case.frequency == "WEEKLY" and case.weekdays:
        rule += f";BYDAY={','.join(WEEKDAYS[number] for number in case.weekdays)}"
    if case.count is not None:
        rule += f";COUNT={case.count}"
    elif case.last is not None:
        rule += f";UNTIL={until_text(case)}"
    days = days_of(case)
    exdates = [exdate_line(case, days[number]) for number in case.excluded if number < len(days)]
    if case.hours:
        times = [f"DTSTART;TZID={case.zone}:{case.first:%Y%m%d}T{case.hour:02}0000", f"DURATION:PT{case.hours}H"]
    else:
        times = [f"DTSTART;VALUE=DATE:{case.first:%Y%m%d}"]
    return event("UID:1", *times, rule, *exdates)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    hours = draw(st.sampled_from([0, 1, 2, 24]))
    zone = (
        draw(st.sampled_from(["Europe/Helsinki", "America/New_York", "Asia/Kolkata"])) if hours else "Europe/Helsinki"
    )
    first = draw(st.dates(date(2025, 1, 1), date(2026, 12, 15)))
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    weekdays = tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=3))))
    if frequency == "WEEKLY" and weekdays:
        weekdays = tuple(sorted({*weekdays, first.weekday()}))
    until_forms = ["date", "utc", "local"] if hours else ["date", "utc midnight"]
    return Case(
        first=first,
        hour=draw(st.integers(0, 23)),
        hours=hours,
        zone=zone,
        frequency=frequency,
        interval=draw(st.integers(1, 5)),
        weekdays=weekdays,
        count=draw(st.none() | st.integers(1, 60)),
        last=draw(st.none() | st.dates(first, date(2027, 1, 20))),
        until_form=draw(st.sampled_from(until_forms)),
        excluded=tuple(draw(st.sets(st.integers(0, 12), max_size=3))),
        exdate_form=draw(st.sampled_from(["date", "utc", "local"])),
    )


@examples(300)
@given(cases())
@example(
    Case(
        date(2026, 10, 20),
        0,
        0,
        "Europe/Helsinki",
        "YEARLY",
        1,
        (),
        None,
        date(2026, 10, 20),
        "utc midnight",
        (),
        "date",
    )
)
def test_recurring_event_is_busy_when_a_walk_over_the_days_says_so(case):
    busy_time = read(calendar(as_event(case)))
    assert (busy_time.blocks, busy_time.issues) == (expected(case), {})
