"""The first free times of each kind, against all slots with their local times."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.availability import strategies
from wagtail_tyonohjaus.availability import engine
from wagtail_tyonohjaus.availability.offers import Offer
from wagtail_tyonohjaus.availability.schedule import BookingRule, Hours, WeeklyRow
from wagtail_tyonohjaus.finding.openings import PartOfDay, Week, find_openings

HELSINKI = "Europe/Helsinki"
AS_OF = int(datetime(2026, 11, 26, 6, tzinfo=UTC).timestamp())


def kind(start: int, as_of: int, zone: str) -> tuple[Week, PartOfDay]:
    """By the calendar: ISO weeks and the clock."""
    local, today = (datetime.fromtimestamp(each, ZoneInfo(zone)) for each in (start, as_of))
    following = (today + timedelta(days=7)).isocalendar()[:2]
    weeks = {today.isocalendar()[:2]: Week.THIS, following: Week.NEXT}
    part = PartOfDay.MORNING if local.hour < 12 else PartOfDay.AFTERNOON if local.hour < 17 else PartOfDay.EVENING
    return weeks.get(local.isocalendar()[:2], Week.LATER), part


@st.composite
def cases(draw):
    zone, day = draw(st.sampled_from(strategies.ZONES_AND_DAYS))
    hours = draw(strategies.hours(zone, day, strategies.restrictions([7], [1, 2])))
    lengths = draw(st.lists(st.sampled_from(strategies.LENGTHS), min_size=1, max_size=2))
    rule = BookingRule(lengths=tuple(lengths), step=draw(st.sampled_from([None, 15, 30, 60])), horizon_days=21)
    as_of = int(datetime(day.year, day.month, day.day, draw(st.integers(0, 23)), tzinfo=UTC).timestamp()) - 3 * 86400
    return zone, hours, rule, as_of


@given(cases())
def test_openings_are_the_first_slots_of_each_kind(case):
    zone, hours, rule, as_of = case
    windows = engine.free_windows(hours, [], rule, as_of)
    first = {}
    for slot in engine.slots(windows, rule):
        key = (*kind(slot.start, as_of, zone), slot.restrictions)
        first[key] = min(slot.start, first.get(key, slot.start))
    openings = find_openings([Offer(rule, windows)], zone, as_of)
    assert {(each.week, each.part, each.restrictions): each.start for each in openings} == first
    assert len(openings) == len(first)
    assert [each.start for each in openings] == sorted(each.start for each in openings)


def test_parts_of_the_day_are_those_of_the_zone_that_is_shown():
    hours = Hours(HELSINKI, weekly=(WeeklyRow(3, 17 * 60, 18 * 60),))
    rule = BookingRule(lengths=(60,), horizon_days=3)
    offers = [Offer(rule, engine.free_windows(hours, [], rule, AS_OF))]
    assert date(2026, 11, 26).weekday() == 3
    assert [each.part for each in find_openings(offers, HELSINKI, AS_OF)] == [PartOfDay.EVENING]
    assert [each.part for each in find_openings(offers, "Europe/London", AS_OF)] == [PartOfDay.AFTERNOON]


def test_without_free_time_there_are_no_openings():
    assert find_openings([], HELSINKI, AS_OF) == ()
