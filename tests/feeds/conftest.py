"""A supervisor with hours, as most feeds need one, at a fixed hour."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Permission

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.practice.models import Supervisor

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 1, 11, 18, 20, tzinfo=HELSINKI)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Sunday evening: Monday is the first day with hours. Stands still until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def aino(db: None, clock: time_machine.Traveller) -> Supervisor:
    make_practice(make_site(), name="Harbour Supervision")
    office = make_office(city="Turku", address="Linnankatu 1, 20100 Turku")
    service = make_service(
        name="Work supervision", minimum_notice_hours=0, horizon_days=14, lengths="60", buffer_after=0
    )
    supervisor = make_supervisor([office], [service], name="Aino Laine")
    make_weekly_hours(supervisor, 0, "09:00", "12:00", office=office)
    make_weekly_hours(supervisor, 2, "13:00", "15:00", delivery_modes=["remote"])
    supervisor.refresh_from_db()
    clock.shift(60)
    return supervisor


@pytest.fixture
def aino_user(aino: Supervisor) -> AbstractUser:
    """The supervisor's account, with access to the admin."""
    user = get_user_model().objects.create_user("aino", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    aino.user = user
    aino.save()
    return user
