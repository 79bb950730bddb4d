"""More of what real programs write, each with its right reading."""

import pytest

from tests.ical.samples import busy, calendar, event, hour, read, utc

TUESDAY = "2026-10-20 07:00/08:00"
SERIES = hour("20261020", "RRULE:FREQ=WEEKLY;COUNT=3")
REST = ["2026-10-27 08:00/09:00", "2026-11-03 08:00/09:00"]


def override(recurrence_id: str, day: str, *lines: str) -> str:
    return event(
        "UID:1",
        recurrence_id,
        f"DTSTART;TZID=Europe/Helsinki:{day}T100000",
        f"DTEND;TZID=Europe/Helsinki:{day}T110000",
        *lines,
    )


@pytest.mark.parametrize(
    "recurrence_id",
    [
        "RECURRENCE-ID;TZID=Europe/Helsinki:20261020T100000",
        "RECURRENCE-ID:20261020T070000Z",
        "RECURRENCE-ID;VALUE=DATE:20261020",
        "RECURRENCE-ID;TZID=America/New_York:20261020T030000",
    ],
)
def test_override_in_any_form_replaces_its_instance(recurrence_id):
    assert busy(SERIES, override(recurrence_id, "20261021")) == ["2026-10-21 07:00/08:00", *REST]


def test_two_overrides_of_one_instance_count_by_sequence():
    local, utc_form = "RECURRENCE-ID;TZID=Europe/Helsinki:20261020T100000", "RECURRENCE-ID:20261020T070000Z"
    newer = override(utc_form, "20261022", "SEQUENCE:2")
    older = override(local, "20261021", "SEQUENCE:1")
    assert busy(SERIES, newer, older) == ["2026-10-22 07:00/08:00", *REST]
    equal = override(local, "20261021", "SEQUENCE:2")
    assert busy(SERIES, newer, equal) == ["2026-10-21 07:00/08:00", "2026-10-22 07:00/08:00", *REST]


def test_override_with_an_unreadable_id_is_busy_beside_its_series():
    busy_time = read(calendar(SERIES, override("RECURRENCE-ID:nonsense", "20261021")))
    assert utc(busy_time.blocks) == [TUESDAY, "2026-10-21 07:00/08:00", *REST]
    assert busy_time.doubtful == ["2026-10-21"]


def test_override_of_an_all_day_series_may_be_a_utc_instant():
    series = event("UID:1", "DTSTART;VALUE=DATE:20261020", "RRULE:FREQ=DAILY;COUNT=2")
    moved = event("UID:1", "RECURRENCE-ID:20261019T210000Z", "DTSTART;VALUE=DATE:20261025")
    assert busy(series, moved) == ["2026-10-20 21:00/21:00", "2026-10-24 21:00/22:00"]


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Europe/Helsinki", "20261021T210000Z"),
        ("Europe/Helsinki", "20261021T220000Z"),
        ("Europe/Helsinki", "20261021T183000Z"),
        ("America/New_York", "20261022T040000Z"),
        ("Europe/Helsinki", "20261022T000000Z"),
        ("Europe/Helsinki", "20261022T235959Z"),
        ("Europe/Helsinki", "20261022"),
    ],
)
def test_all_day_series_ends_with_the_day_that_its_until_means(zone, until):
    blocks = read(calendar(event("DTSTART;VALUE=DATE:20261020", f"RRULE:FREQ=DAILY;UNTIL={until}")), zone=zone).blocks
    assert sum(end - start for start, end in blocks) == 3 * 24 * 3600


@pytest.mark.parametrize("exdate", ["EXDATE:20261027T080000Z", "EXDATE:20261027T100000", "EXDATE;VALUE=DATE:20261027"])
def test_exclusion_in_any_form_frees_its_instance(exdate):
    assert busy(hour("20261020", "RRULE:FREQ=WEEKLY;COUNT=3", exdate)) == [TUESDAY, REST[1]]


def test_unreadable_exclusion_in_a_list_costs_only_itself():
    busy_time = read(calendar(hour("20261020", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:2026xx27,20261027T080000Z")))
    assert (utc(busy_time.blocks), busy_time.issues) == ([TUESDAY, REST[1]], {"doubtful": 1})


def test_exrule_frees_its_instances_unless_it_is_doubtful():
    assert busy(hour("20261020", "RRULE:FREQ=WEEKLY;COUNT=3", "EXRULE:FREQ=WEEKLY;INTERVAL=2")) == [REST[0]]
    busy_time = read(calendar(hour("20261020", "RRULE:FREQ=WEEKLY;COUNT=3", "EXRULE:FREQ=WEEKLY;INTERVAL=x")))
    assert (utc(busy_time.blocks), busy_time.issues) == ([TUESDAY, *REST], {"doubtful": 1})


def test_older_version_of_an_event_that_moved_out_of_sight_is_free():
    assert busy(hour("20261020", "SEQUENCE:0"), hour("20250101", "SEQUENCE:1")) == []
    assert busy(hour("20261020", "SEQUENCE:1"), hour("20250101", "SEQUENCE:0")) == [TUESDAY]


@pytest.mark.parametrize("status", ["WORKINGELSEWHERE", "FREE"])
def test_home_office_day_of_outlook_is_free_even_if_it_is_opaque(status):
    lines = ["DTSTART;VALUE=DATE:20261020", "TRANSP:OPAQUE", f"X-MICROSOFT-CDO-BUSYSTATUS:{status}"]
    assert read(calendar(event(*lines))).issues == {"marked_free": 1}
    assert busy(event(*lines), transparent="busy") == ["2026-10-19 21:00/21:00"]


@pytest.mark.parametrize(
    "times",
    [
        ["DTSTART;TZID=Europe/Helsinki:20261020T000000", "DTEND;TZID=Europe/Helsinki:20261021T000000"],
        ["DTSTART:20261019T210000Z", "DTEND:20261020T210000Z"],
        ["DTSTART;TZID=America/New_York:20261020T000000", "DTEND;TZID=America/New_York:20261021T000000"],
        ["DTSTART;TZID=Europe/Helsinki:20261020T000000", "DURATION:P1D"],
    ],
)
def test_all_day_event_that_outlook_writes_as_times_is_all_day(times):
    marked = event(*times, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE")
    assert read(calendar(marked), all_day="free").blocks == []
    assert busy(marked) == ["2026-10-19 21:00/21:00"]
    assert busy(event(*times), all_day="free") != []


def zone(tzid: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{tzid}", *lines, "END:VTIMEZONE"])


INDIA = ["BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0530", "TZOFFSETTO:+0530", "END:STANDARD"]


@pytest.mark.parametrize(
    ("definition", "tzid"),
    [
        (zone("Home\\, sweet\\; home", *INDIA), '"Home, sweet; home"'),
        (zone('"My zone"', *INDIA), "My zone"),
        (zone("MY ZONE", *INDIA), '"My Zone"'),
        (zone("EST", *INDIA), "EST"),
        (zone("invented", "X-LIC-LOCATION:Asia/Kolkata"), "invented"),
        ("", '"GMT+05:30"'),
        ("", "GMT+05:30"),
        ("", "UTC+5:30"),
    ],
)
def test_zone_is_read_by_its_name_or_its_description(definition, tzid):
    times = [f"DTSTART;TZID={tzid}:20261020T123000", f"DTEND;TZID={tzid}:20261020T133000"]
    busy_time = read(calendar(definition, event(*times)))
    assert (utc(busy_time.blocks), busy_time.issues) == ([TUESDAY], {})


def test_zone_definition_of_one_calendar_does_not_apply_to_another():
    times = ["DTSTART;TZID=mine:20261020T123000", "DTEND;TZID=mine:20261020T133000"]
    text = calendar(zone("mine", *INDIA), event(*times)) + calendar(event("UID:2", *times))
    assert utc(read(text).blocks) == [TUESDAY, "2026-10-20 09:30/10:30"]


@pytest.mark.parametrize("clock", ["033000", "030000", "035959"])
def test_skipped_time_is_read_with_the_offset_before_the_change(clock):
    helsinki = zone(
        "Custom",
        "BEGIN:STANDARD",
        "DTSTART:19701025T040000",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0400",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
    )
    window = {"until": 1_811_000_000}
    for tzid, definition in (("Europe/Helsinki", ""), ("Custom", helsinki)):
        start = event(f"DTSTART;TZID={tzid}:20270328T{clock}", "DURATION:PT1M")
        assert utc(read(calendar(definition, start), **window).blocks)[0][11:13] == "01"


def test_freebusy_period_may_have_a_zone_and_lose_its_end():
    lines = [
        "BEGIN:VFREEBUSY",
        "FREEBUSY;TZID=America/New_York:20261020T030000/PT1H,20261021T100000/x",
        "END:VFREEBUSY",
    ]
    busy_time = read(calendar(*lines))
    assert utc(busy_time.blocks) == [TUESDAY, "2026-10-21 14:00/04:00"]
    assert busy_time.issues == {"doubtful": 1}


def test_free_birthdays_and_past_changes_cost_nothing():
    birthdays = [
        event(f"UID:{number}", "DTSTART;VALUE=DATE:19500101", "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT")
        for number in range(2000)
    ]
    changes = [
        override(f"RECURRENCE-ID;TZID=Europe/Helsinki:20200{month}{day:02}T100000", f"20200{month}{day:02}")
        for month in range(1, 10)
        for day in range(1, 29)
    ] * 20
    busy_time = read(calendar(*birthdays, *changes, hour("20261020", uid="x")))
    assert (utc(busy_time.blocks), busy_time.issues) == ([TUESDAY], {"marked_free": 2000})
