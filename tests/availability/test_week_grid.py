"""The next weeks of a supervisor, as saved and as edited in a form."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.translation import override

from tests.availability.admin_forms import form_data, hours, url
from tests.factories import make_busy_block
from wagtail_tyonohjaus.availability.models import WeeklyHours
from wagtail_tyonohjaus.availability.weeks.week_grid import saved_week_grid, unsaved_week_grid
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]

MONDAY = int(datetime(2026, 1, 12, 5, tzinfo=ZoneInfo("Europe/Helsinki")).timestamp())


def bars(day, *kinds):
    return [(bar.kind, bar.start, bar.end, bar.label) for bar in day.bars_of(*kinds)]


def test_week_grid_has_bars_for_hours_busy_and_free_time(supervisor):
    first = saved_week_grid(supervisor.pk, MONDAY).weeks[0].days[0]
    assert first.date == date(2026, 1, 12)
    assert bars(first, "hours") == [("hours", 540, 720, "")]
    assert bars(first, "busy") == [("busy", 600, 660, "Work")]
    assert bars(first, "free") == [("free", 540, 600, ""), ("free", 660, 720, "")]


def test_week_grid_notes_exceptions_and_holidays(supervisor):
    weeks = saved_week_grid(supervisor.pk, MONDAY - 7 * 86400).weeks
    assert weeks[0].days[1].notes == ["Epiphany"]
    assert (weeks[2].days[0].notes, weeks[2].days[0].bars) == (["Exception"], [])


def test_week_grid_of_a_form_includes_unsaved_changes(supervisor):
    unsaved = Supervisor.objects.get(pk=supervisor.pk)
    row = unsaved.weekly_hours.all()[0]
    row.end = row.end.replace(hour=15)
    unsaved.weekly_hours = [row]
    unsaved.hours_exceptions = []
    day = unsaved_week_grid(unsaved, MONDAY).weeks[0].days[0]
    assert bars(day, "free") == [("free", 540, 600, ""), ("free", 660, 900, "")]
    assert bars(saved_week_grid(supervisor.pk, MONDAY).weeks[0].days[0], "hours") == [("hours", 540, 720, "")]


def test_week_grid_explains_why_visitors_see_no_free_times(supervisor):
    supervisor.services = []
    assert unsaved_week_grid(supervisor, MONDAY).hint.startswith(
        "Visitors see no free times because no services are selected"
    )


def test_preview_includes_unsaved_changes(admin_client, supervisor):
    with time_machine.travel(datetime(2026, 1, 12, 3, tzinfo=UTC), tick=False):
        preview = url("preview_on_edit", supervisor.pk)
        data = form_data(weekly_hours=[hours(weekday=2, start="07:00", end="08:00")])
        assert admin_client.post(preview, data).json()["is_valid"] is True
        page = admin_client.get(preview, {"mode": ""}).content.decode()
    assert "07:00–08:00" in page
    assert "style=" not in page and "<script" not in page.split("<main")[1].split("</main>")[0]


def test_preview_of_a_new_supervisor_without_hours_works(admin_client):
    preview = url("preview_on_add")
    assert admin_client.post(preview, form_data()).json()["is_valid"] is True
    assert admin_client.get(preview, {"mode": ""}).status_code == 200


def test_holiday_names_are_in_the_active_language(supervisor):
    with override("fi"):
        assert saved_week_grid(supervisor.pk, MONDAY - 7 * 86400).weeks[0].days[1].notes == ["Loppiainen"]


@pytest.mark.parametrize("day", [date(2024, 9, 7), date(2024, 4, 6)])
def test_hours_to_midnight_end_the_day_where_the_clock_changes_at_midnight(supervisor, day):
    # In Chile midnight is skipped in September, and the hour before it is repeated in April.
    supervisor.time_zone = "America/Santiago"
    supervisor.weekly_hours = [WeeklyHours(weekday=5, start=time(18), end=time(0))]
    supervisor.save()
    grid = saved_week_grid(supervisor.pk, int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()))
    assert bars(grid.weeks[0].days[5], "hours") == [("hours", 1080, 1440, "")]


def test_busy_time_in_a_repeated_hour_is_never_drawn_backwards(supervisor):
    helsinki = ZoneInfo("Europe/Helsinki")
    start, end = datetime(2026, 10, 25, 3, 45, tzinfo=helsinki), datetime(2026, 10, 25, 3, 15, tzinfo=helsinki, fold=1)
    make_busy_block(supervisor, start, end, supervisor.busy_calendars.get())
    day = saved_week_grid(supervisor.pk, int(start.timestamp()) // 3600 * 3600).weeks[0].days[6]
    assert [(bar.start, bar.end, bar.width) for bar in day.busy] == [(225, 195, 0)]
    assert all(not position.startswith("-") for _kind, *positions in day.drawn for position in positions)
