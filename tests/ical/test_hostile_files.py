"""Files that are built to take long: they are refused, or read with every event that could be read still busy."""

import pytest

from tests.ical.case_files import options
from tests.ical.cpu_time import guarded_cpu_time
from tests.ical.samples import calendar, event
from wagtail_tyonohjaus.ical.reading.errors import CalendarError
from wagtail_tyonohjaus.ical.reading.reader import read_busy_time

pytestmark = pytest.mark.timing

KNOWN = event("UID:known", "DTSTART:20261020T090000Z", "DTEND:20261020T100000Z")
SPAN = (1_792_486_800, 1_792_490_400)
HOUR = ("DTSTART:20261020T070000Z", "DURATION:PT1H")
SECONDS = ",".join(map(str, range(60)))
DAYS = [f"20{26 + n % 2}{1 + n % 12:02}{1 + n % 28:02}T{n % 24:02}{n % 60:02}00Z" for n in range(100_000)]
MONTHLY_CHANGES = "\r\n".join(
    f"BEGIN:STANDARD\r\nDTSTART:1601{month:02}01T000000\r\nRRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=1SU\r\n"
    f"TZOFFSETFROM:+0{month % 9}00\r\nTZOFFSETTO:+0{month % 8}30\r\nEND:STANDARD"
    for month in range(1, 13)
)


def lines(*parts: str, count: int) -> str:
    return "\r\n".join(parts * count)


def events(*parts: str, count: int = 4990) -> list[str]:
    return [event(*(part.replace("#", f"{number}") for part in parts)) for number in range(count)]


FILES = {
    "carriage returns": lambda: calendar(KNOWN, "\r" * 4_000_000),
    "a long line": lambda: calendar(KNOWN, "X-LONG:" + "x" * 4_000_000),
    "100,000 folds": lambda: calendar(KNOWN, event(*HOUR, "EXDATE:" + "\r\n ," * 100_000)),
    "deep nesting": lambda: calendar(KNOWN, lines("BEGIN:X", count=100_000), lines("END:X", count=50_000)),
    "50,000 events": lambda: calendar(KNOWN, lines("BEGIN:VEVENT", *HOUR, "END:VEVENT", count=50_000)),
    "exclusions": lambda: calendar(KNOWN, event(*HOUR, "RRULE:FREQ=DAILY", f"EXDATE:{','.join(DAYS)}")),
    "additions": lambda: calendar(KNOWN, event(*HOUR, f"RDATE:{','.join(DAYS)}")),
    "free/busy": lambda: calendar(KNOWN, "BEGIN:VFREEBUSY", f"FREEBUSY:{'/PT1H,'.join(DAYS)}", "END:VFREEBUSY"),
    "every second": lambda: calendar(KNOWN, *events("UID:#", *HOUR, "RRULE:FREQ=SECONDLY")),
    "every second of a year": lambda: calendar(
        KNOWN, event(*HOUR, f"RRULE:FREQ=YEARLY;BYDAY=MO;BYHOUR=1,2;BYMINUTE={SECONDS};BYSECOND={SECONDS}")
    ),
    "never": lambda: calendar(KNOWN, *events("UID:#", *HOUR, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
    "rules": lambda: calendar(KNOWN, event(*HOUR, *["RRULE:FREQ=DAILY"] * 50_000)),
    "overrides": lambda: calendar(
        KNOWN,
        *events("UID:1", *HOUR, "RRULE:FREQ=DAILY", count=2000),
        *events("UID:1", "RECURRENCE-ID;VALUE=DATE:20261021", *HOUR, count=2000),
    ),
    "zones": lambda: calendar(
        KNOWN,
        *(f"BEGIN:VTIMEZONE\r\nTZID:Z{number}\r\n{MONTHLY_CHANGES}\r\nEND:VTIMEZONE" for number in range(1500)),
        *events("UID:#", "DTSTART;TZID=Z#:20261020T070000", "DURATION:PT1H", count=1500),
    ),
    "parts of a zone": lambda: calendar(
        "BEGIN:VTIMEZONE", "TZID:Z", lines(MONTHLY_CHANGES, count=500), "END:VTIMEZONE", KNOWN
    ),
    "parameters": lambda: calendar(KNOWN, event("DTSTART" + ";X=a" * 500_000 + ":20261020T070000Z")),
    "quotes": lambda: calendar(KNOWN, event("DTSTART" + ';X="' * 500_000 + ":20261020T070000Z")),
    "semicolons": lambda: calendar(KNOWN, event("DTSTART" + "; " * 1_000_000 + ":20261020T070000Z")),
    "digits": lambda: calendar(KNOWN, event(*HOUR, "RRULE:FREQ=DAILY;COUNT=" + "9" * 2_000_000)),
    "calendars": lambda: calendar() * 50_000 + calendar(KNOWN),
}


@pytest.mark.parametrize("name", FILES)
def test_file_that_takes_long_is_refused_or_keeps_the_rest_busy(name):
    body = FILES[name]().encode()
    try:
        with guarded_cpu_time():
            blocks = read_busy_time(body, options()).blocks
    except CalendarError as error:
        assert error.code in ("too_heavy", "too_many_events", "too_many_instances")
    else:
        assert any(start <= SPAN[0] and SPAN[1] <= end for start, end in blocks)
