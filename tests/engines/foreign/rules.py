"""Ordinary recurring events for other engines to read: ``python -m tests.engines.foreign.rules write FOLDER``.

``… collect ENGINE=RESULTS.json …`` prints the committed ``tests/ical/rules.json``: each rule with the busy times
on which all engines agree, or null.
"""

import json
import sys
from pathlib import Path

# After the examples of RFC 5545 section 3.8.5.3, and those that bug reports of rule libraries are about.
RULES = [
    ("20260901T090000", "FREQ=DAILY;COUNT=10"),
    ("20260901T090000", "FREQ=DAILY;UNTIL=20261224T000000Z"),
    ("20260901T090000", "FREQ=DAILY;INTERVAL=2;COUNT=40"),
    ("20260901T090000", "FREQ=DAILY;INTERVAL=10;COUNT=5"),
    ("20260901T090000", "FREQ=DAILY;BYMONTH=1;UNTIL=20270131T070000Z"),
    ("20260901T090000", "FREQ=DAILY;BYDAY=MO,WE,FR;COUNT=30"),
    ("20260901T090000", "FREQ=WEEKLY;COUNT=10"),
    ("20260901T090000", "FREQ=WEEKLY;UNTIL=20261224T000000Z"),
    ("20260901T090000", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=12"),
    ("20260901T090000", "FREQ=WEEKLY;WKST=SU;BYDAY=TU,TH;COUNT=20"),
    ("20260831T090000", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261224T000000Z;WKST=SU;BYDAY=MO,WE,FR"),
    ("20260901T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH"),
    ("20260901T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=MO;BYDAY=TU,SU"),
    ("20260901T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,SU"),
    ("20260904T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=1FR"),
    ("20260904T090000", "FREQ=MONTHLY;UNTIL=20261224T000000Z;BYDAY=1FR"),
    ("20260906T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU"),
    ("20260921T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO"),
    ("20260928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6"),
    ("20260902T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15"),
    ("20260901T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1"),
    ("20260910T090000", "FREQ=MONTHLY;INTERVAL=3;COUNT=6;BYMONTHDAY=10,11,12"),
    ("20260901T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=12"),
    ("20261013T090000", "FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=13,14;COUNT=3"),
    ("20260913T090000", "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYMONTHDAY=13;COUNT=5"),
    ("20260912T090000", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=6"),
    ("20260930T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=6"),
    ("20260901T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1;COUNT=8"),
    ("20260903T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3"),
    ("20260929T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=6"),
    ("20261031T090000", "FREQ=MONTHLY;COUNT=4"),
    ("20260930T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=8"),
    ("20260915T090000", "FREQ=YEARLY;COUNT=4;BYMONTH=9,10,11,12;BYMONTHDAY=15"),
    ("20261210T090000", "FREQ=YEARLY;INTERVAL=1;COUNT=6;BYMONTH=1,2,12"),
    ("20270101T090000", "FREQ=YEARLY;COUNT=5;BYYEARDAY=1,50,100"),
    ("20261102T090000", "FREQ=YEARLY;BYDAY=MO;BYMONTH=11;COUNT=5"),
    ("20261126T090000", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2"),
    ("20261103T090000", "FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2"),
    ("20261019T090000", "FREQ=YEARLY;BYWEEKNO=43;BYDAY=MO;COUNT=2"),
    ("20261228T090000", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-4;COUNT=2"),
    ("20261012T090000", "FREQ=YEARLY;BYDAY=MO;COUNT=12"),
    ("20240229T090000", "FREQ=YEARLY;COUNT=2"),
    ("20000103T090000", "FREQ=WEEKLY;INTERVAL=3"),
    ("19991231T090000", "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1"),
    ("20150301T090000", "FREQ=DAILY;INTERVAL=17"),
    ("20260901T003000", "FREQ=DAILY;COUNT=60"),
    ("20260901T235900", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=70"),
]


def as_calendar(start: str, rule: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tests//EN",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20260901T000000Z",
        f"DTSTART;TZID=Europe/Helsinki:{start}",
        "DURATION:PT1H",
        f"RRULE:{rule}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*lines, ""])


def write(folder: Path) -> None:
    for number, (start, rule) in enumerate(RULES):
        (folder / f"{number:03}.ics").write_text(as_calendar(start, rule), encoding="utf-8", newline="")


def collect(results: dict[str, dict[str, list[list[int]] | str]]) -> str:
    rows = []
    for number, (start, rule) in enumerate(RULES):
        readings = [result[f"{number:03}.ics"] for result in results.values()]
        agreed = readings[0] if all(reading == readings[0] for reading in readings) else None
        rows.append({"start": start, "rule": rule, "engines": sorted(results), "busy": agreed})
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        pairs = [argument.split("=", 1) for argument in sys.argv[2:]]
        sys.stdout.write(collect({name: json.loads(Path(path).read_text()) for name, path in pairs}))
