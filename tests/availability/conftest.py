from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.availability.busy_calendars.misbehaving_server import running
from tests.factories import (
    make_busy_block,
    make_busy_calendar,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_supervisor,
    make_weekly_hours,
)


@pytest.fixture
def server():
    """An HTTP server with calendars, which test_fetching makes misbehave."""
    with running() as started:
        yield started


@pytest.fixture
def practice(db):
    return make_practice()


@pytest.fixture
def busy_calendar(practice):
    return make_busy_calendar(make_supervisor(services=[make_service()], email="Aino@example.com"))


@pytest.fixture
def supervisor(practice):
    """With hours on Mondays, an exception, and a calendar that is busy on one of them."""
    supervisor = make_supervisor(
        services=[make_service(lengths="60", step=60, minimum_notice_hours=0, buffer_after=0)], offices=[make_office()]
    )
    make_weekly_hours(supervisor, 0, "09:00", "12:00")
    calendar = make_busy_calendar(supervisor, name="Work")
    zone = ZoneInfo("Europe/Helsinki")
    make_busy_block(
        supervisor, datetime(2026, 1, 12, 10, tzinfo=zone), datetime(2026, 1, 12, 11, tzinfo=zone), calendar
    )
    make_hours_exception(supervisor, date(2026, 1, 19))
    return supervisor
