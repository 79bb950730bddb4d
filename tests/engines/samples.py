"""Feeds of a made-up supervisor over a year with both clock changes, and the times that every engine must read.

``python -m tests.engines.samples <folder>`` writes ``<name>.ics`` and ``<name>.json``: a list of [start, end] in UTC
epoch seconds.
"""

import json
import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import time_machine  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases  # noqa: E402

from tests import initial_data  # noqa: E402, F401
from tests.appointments.factories import (  # noqa: E402
    ATTENDEE,
    STAFF,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import (  # noqa: E402
    make_busy_block,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.appointments import transitions  # noqa: E402
from wagtail_tyonohjaus.appointments.models import Session, Status  # noqa: E402
from wagtail_tyonohjaus.appointments.series import book_series, series_starts  # noqa: E402
from wagtail_tyonohjaus.appointments.tokens import get_token  # noqa: E402
from wagtail_tyonohjaus.availability.free import free_windows  # noqa: E402
from wagtail_tyonohjaus.availability.snapshots import load_snapshots  # noqa: E402
from wagtail_tyonohjaus.feeds.availability_feed import two_years_of_intervals  # noqa: E402
from wagtail_tyonohjaus.ical import components  # noqa: E402
from wagtail_tyonohjaus.practice.models import Supervisor  # noqa: E402

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 3, 1, 12, tzinfo=HELSINKI)
Times = list[tuple[int, int]]


def empty_database() -> None:
    """Tables as the models have them now, with Wagtail's first page and site."""
    settings.MIGRATION_MODULES = dict.fromkeys([app.label for app in apps.get_app_configs()])
    setup_databases(verbosity=0, interactive=False)


def supervisor() -> Supervisor:
    make_practice(make_site(), name="Satama; työnohjaus, valmennus", slug="satama")
    office = make_office(city="Jyväskylä", address="Kauppakatu 1, 3. krs;\nsisäpiha")
    service = make_service(
        name="Työnohjaus, ryhmä", minimum_notice_hours=0, horizon_days=365, lengths="60", buffer_after=0
    )
    made = make_supervisor([office], [service], name="Väinö Äkkijyrkkä-Ääninen")
    make_weekly_hours(made, 0, "09:00", "16:00", office=office)
    make_weekly_hours(
        made, 2, "08:00", "12:00", delivery_modes=["remote"], interval_weeks=2, reference_date=date(2026, 3, 4)
    )
    make_weekly_hours(made, 6, "01:00", "06:00")
    make_hours_exception(made, date(2026, 7, 1), last_day=date(2026, 7, 31))
    make_hours_exception(made, date(2026, 5, 16), "10:00", "12:00")
    for week in range(20):
        begin = datetime(2026, 3, 2, 12, tzinfo=HELSINKI) + timedelta(weeks=week)
        make_busy_block(made, begin, begin + timedelta(minutes=45))
    return made


def free(owner: Supervisor) -> tuple[bytes, Times]:
    windows = free_windows([owner])[owner.pk]
    return fetch(owner, "fi/free.ics"), [(window.start, window.end) for window in windows]


def hours(owner: Supervisor) -> tuple[bytes, Times]:
    """The hours as ordinary events, since few engines know AVAILABLE: the same rules, exclusions and zone."""
    raw = re.sub(rb"BEGIN:VAVAILABILITY.*?(?=BEGIN:AVAILABLE)", b"", fetch(owner, "availability.ics"), flags=re.S)
    raw = raw.replace(b":AVAILABLE", b":VEVENT").replace(b"END:VAVAILABILITY\r\n", b"")
    person = load_snapshots([owner.pk], (2026, 2027))[owner.pk]
    times = [piece[:2] for piece in two_years_of_intervals(person.hours, 2026)]
    return raw, times


def sessions() -> tuple[bytes, Times]:
    """A session a week at ten o'clock, and some in the nights of the clock changes."""
    starts = [datetime(2026, 3, 4, 10, tzinfo=HELSINKI) + timedelta(weeks=week) for week in range(50)]
    starts += [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    made = [
        components.CalendarEvent(
            uid=f"session-{n}",
            sequence=n % 3,
            stamp=NOW,
            start=start,
            end=start.astimezone(UTC) + timedelta(minutes=90),
            tz="Europe/Helsinki",
            summary="Työnohjaus; pitkä, pilkullinen otsikko, joka ei mahdu yhdelle riville millään lailla",
            video="https://video.example/x,y;z",
        )
        for n, start in enumerate(starts)
    ]
    times = [(int(one.start.timestamp()), int(one.end.timestamp())) for one in made]
    return components.session_feed_bytes(made, name="Istunnot", tz="Europe/Helsinki", years=(2026, 2027)), times


def series() -> tuple[bytes, Times]:
    """The download of a series across a clock change, of which one session was moved and another cancelled."""
    worker = make_working_supervisor()
    slot_request = make_slot_request(worker, "2026-03-09 09:00")
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=14, count=5)
    made = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    transitions.move(made[1], datetime(2026, 3, 25, 12, tzinfo=HELSINKI), actor=STAFF)
    transitions.cancel(made[2], actor=STAFF)
    taking_place = Session.objects.filter(series=made[0].series, status=Status.CONFIRMED)
    times = [(int(each.start.timestamp()), int(each.end.timestamp())) for each in taking_place]
    return Client().get(f"/calendar/session/{get_token(made[0])}.ics").content, times


def fetch(owner: Supervisor, name: str) -> bytes:
    response = Client().get(f"/calendar/{owner.uuid}/{name}")
    assert response.status_code == 200
    return response.content


def main() -> None:
    folder = Path(sys.argv[1])
    empty_database()
    with time_machine.travel(NOW, tick=False):
        owner = supervisor()
        empty = make_supervisor(name="Bo Ek")
        samples = {
            "free": free(owner),
            "practice": (Client().get("/calendar/practice/satama/free.ics").content, free(owner)[1]),
            "empty": (fetch(empty, "free.ics"), []),
            "hours": hours(owner),
            "sessions": sessions(),
            "series": series(),
        }
        assert samples["free"][0] == fetch(owner, "fi/free.ics"), "two fetches differ"
        (folder / "availability.raw").write_bytes(fetch(owner, "availability.ics"))
    for name, (raw, times) in samples.items():
        (folder / f"{name}.ics").write_bytes(raw)
        (folder / f"{name}.json").write_text(json.dumps(sorted(times)))


if __name__ == "__main__":
    main()
