"""Damaged calendar files: never an unhandled exception, never less busy time because of one unreadable detail.

``MUTATIONS=20000`` runs more of them; ``.ci/run full`` does.
"""

import os
import random
from datetime import UTC, datetime

import pytest

from tests.ical.cpu_time import guarded_cpu_time
from tests.ical.mutations import BODIES, mutate, spoil_detail
from wagtail_tyonohjaus.ical.reading.errors import CalendarError
from wagtail_tyonohjaus.ical.reading.options import ReadOptions
from wagtail_tyonohjaus.ical.reading.reader import BusyTime, read_busy_time

COUNT = int(os.environ.get("MUTATIONS", "1000"))
SINCE, UNTIL = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2026, 9, 1), (2027, 4, 15)))
OPTIONS = ReadOptions(zone="Europe/Helsinki", since=SINCE, until=UNTIL)

#: Single and recurring events, and their own start and end, which a spoiled detail must not free.
INTACT = {
    "weekly": (
        b"DTSTART;TZID=Europe/Helsinki:20261020T100000\nDTEND;TZID=Europe/Helsinki:20261020T110000\n",
        (datetime(2026, 10, 20, 7, tzinfo=UTC), datetime(2026, 10, 20, 8, tzinfo=UTC)),
    ),
    "utc": (
        b"DTSTART:20261020T070000Z\nDURATION:PT90M\n",
        (datetime(2026, 10, 20, 7, tzinfo=UTC), datetime(2026, 10, 20, 8, 30, tzinfo=UTC)),
    ),
    "all day": (
        b"DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261022\n",
        (datetime(2026, 10, 19, 21, tzinfo=UTC), datetime(2026, 10, 21, 21, tzinfo=UTC)),
    ),
}
DETAILS = [
    b"RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5",
    b"RRULE:FREQ=MONTHLY;UNTIL=20270101T000000Z",
    b"EXDATE;TZID=Europe/Helsinki:20261027T100000",
    b"RDATE:20261103T070000Z,20261104T070000Z",
    b"EXRULE:FREQ=MONTHLY;BYMONTHDAY=3",
    b"STATUS:CONFIRMED",
    b"TRANSP:OPAQUE",
    b"X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    b"X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
    b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.com",
    b"RECURRENCE-ID:20261020T070000Z",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261027T080000Z",
    b"RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD",
    b"EXDATE;VALUE=DATE:20261027,20261103",
    b"RDATE;VALUE=PERIOD:20261103T070000Z/PT3H",
    b"UID:1",
    b"TZID:Europe/Helsinki",
]
#: Other events of the same file, which have the UID of the intact one.
COMPANIONS = [
    b"",
    b"BEGIN:VEVENT\nUID:1\nSEQUENCE:2\nDTSTART:20261201T070000Z\nDURATION:PT1H\nEND:VEVENT\n",
    b"BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20200101T070000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n",
    b"BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261103T080000Z\nDTSTART:20261104T080000Z\nDURATION:PT1H\nEND:VEVENT\n",
]


def read_in_time(body: bytes) -> BusyTime | None:
    """None if the file as a whole was refused."""
    with guarded_cpu_time():
        try:
            return read_busy_time(body, OPTIONS)
        except CalendarError:
            return None


@pytest.mark.parametrize("name", BODIES)
def test_damaged_file_raises_nothing_and_takes_little_time(name):
    chance = random.Random(name)
    for _ in range(COUNT // len(BODIES) + 1):
        read_in_time(mutate(BODIES[name], chance))


@pytest.mark.parametrize("name", INTACT)
def test_one_unreadable_detail_frees_no_time_of_the_event(name):
    times, (start, end) = INTACT[name]
    chance = random.Random(name)
    for _ in range(max(COUNT // 10, 100)):
        details = b"\n".join(chance.sample(DETAILS, chance.randint(1, 5)))
        event = spoil_detail(b"BEGIN:VEVENT\nSEQUENCE:3\nUID:1\n" + times + details + b"\nEND:VEVENT\n", chance)
        assert event is not None
        companion = chance.choice(COMPANIONS)
        spoiled = b"BEGIN:VCALENDAR\n" + b"".join(chance.sample([event, companion], 2)) + b"END:VCALENDAR\n"
        busy_time = read_in_time(spoiled)
        assert busy_time is not None
        assert any(first <= start.timestamp() and end.timestamp() <= last for first, last in busy_time.blocks), (
            spoiled.decode("utf-8", "replace")
        )
