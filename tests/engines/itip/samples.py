"""Lives of sessions, and the calendar part of each mail that one side gets on the way.

``python -m tests.engines.itip.samples <folder>`` writes the parts and ``cases.json``: for each case a list of
steps, each with its ``files`` and what the receiver's calendar must show after it, ``events``: a list of
[uid, start, end, location, video link], times in UTC epoch seconds, from the stored sessions.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from email.message import Message
from pathlib import Path

from tests.engines.samples import empty_database  # isort: skip  (sets Django up)

import time_machine
from django.core import mail

from tests.appointments.factories import (
    ATTENDEE,
    NOW,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_bookable_service,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import formatting, transitions
from wagtail_tyonohjaus.appointments.models import Session, Status
from wagtail_tyonohjaus.appointments.series import book_series, cancel_series, series_starts
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.choices import DeliveryMode
from wagtail_tyonohjaus.practice.models import Office, Supervisor

VIDEO = "https://video.example/room?a=1,2;b"
SUPERVISOR = "aino@practice.example"
#: Pauses after each step of a life; the mails of the step leave in them.
Life = Iterator[None]


def one_session(who: Supervisor) -> Life:
    session = hold(make_slot_request(who), ATTENDEE)
    yield
    transitions.confirm(session, actor=STAFF)
    yield
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    yield
    transitions.move(session, helsinki("2026-01-14 12:30"), helsinki("2026-01-14 14:00"), actor=STAFF)
    yield
    transitions.cancel(session, actor=VISITOR)
    yield


def remote(who: Supervisor) -> Life:
    session = book(make_slot_request(who, mode=DeliveryMode.REMOTE, office=None), ATTENDEE, actor=STAFF)
    yield
    transitions.move(session, helsinki("2026-01-15 09:30"), actor=VISITOR)
    yield
    transitions.cancel(session, actor=STAFF, reason="Ill, sorry")
    yield


def series(who: Supervisor) -> Life:
    """Sessions four weeks apart, across a clock change: one moves twice, one is cancelled, then all."""
    made = book_weeks(who, 4, count=4)
    yield
    transitions.move(made[1], helsinki("2026-04-01 12:00"), actor=STAFF)
    yield
    transitions.move(made[1], helsinki("2026-03-30 12:00"), helsinki("2026-03-30 14:00"), actor=STAFF)
    yield
    transitions.cancel(made[2], actor=VISITOR)
    yield
    cancel_series(made[0], actor=STAFF)
    yield


def daily_series(who: Supervisor) -> Life:
    """Days without a weekend: a session moves past the others, and the rest is cancelled after the first."""
    slot_request = make_slot_request(who, "2026-03-26 09:00")
    days = (26, 27, 30, 31)
    starts = [helsinki(f"2026-03-{day} 09:00") for day in days]
    made = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    yield
    transitions.move(made[1], helsinki("2026-04-01 12:00"), actor=STAFF)
    yield
    transitions.move(made[0], helsinki("2026-01-10 10:00"), actor=STAFF)
    yield
    with time_machine.travel(helsinki("2026-01-10 12:00"), tick=False):
        cancel_series(made[2], actor=VISITOR)
    yield


def book_weeks(who: Supervisor, weeks: int, count: int) -> list[Session]:
    slot_request = make_slot_request(who, "2026-02-16 09:00")
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=7 * weeks, count=count)
    return book_series(slot_request, starts, ATTENDEE, actor=STAFF)


def group(who: Supervisor) -> Life:
    """One event for the supervisor while anybody is in; one seat moves to a meeting of its own."""
    one, two = book(make_slot_request(who), ATTENDEE, actor=STAFF), book(make_slot_request(who), ATTENDEE, actor=STAFF)
    yield
    transitions.cancel(one, actor=STAFF)
    yield
    transitions.move(two, helsinki("2026-01-14 12:00"), actor=STAFF)
    yield
    transitions.cancel(two, actor=STAFF)
    yield


def people() -> dict[str, Supervisor]:
    make_practice(name="Satama; työnohjaus, valmennus", slug="satama", video_url=VIDEO)
    plain, seats = make_bookable_service(name="Työnohjaus, yksilö"), make_bookable_service(name="Ryhmä", capacity=3)
    made = {
        "one": make_working_supervisor(plain, name="Väinö Äkkijyrkkä-Ääninen"),
        "remote": make_working_supervisor(plain, name="Bo Ek", delivery_modes=["remote"]),
        "series": make_working_supervisor(plain, name='Aino "Aikku" Aalto'),
        "days": make_working_supervisor(plain, name="Eero Öhman"),
        "group": make_working_supervisor(seats, name="Carita Öst"),
        "colleague": make_working_supervisor(plain, name="Dan Ek"),
    }
    Office.objects.update(city="Jyväskylä", address="Kauppakatu 1, 3. krs;\nsisäpiha")
    return made


def play(folder: Path, name: str, life: Life, address: str) -> list[dict[str, object]]:
    """Live through a case and write what reaches ``address``."""
    steps, before = [], set(Session.objects.values_list("pk", flat=True))
    with time_machine.travel(NOW, tick=False) as clock:
        for number, _ in enumerate(life):
            clock.shift(timedelta(minutes=10))
            files = []
            for part in parts(address):
                files.append(f"{name}-{number}-{len(files)}.ics".replace(" ", "-"))
                (folder / files[-1]).write_bytes(part)
            steps.append({"files": files, "events": expected_events(before, address)})
    return steps


def parts(address: str) -> list[bytes]:
    """The calendar parts of the mails that leave now. The mail must say the method that the part holds."""
    mail.outbox = []
    deliver_due()
    parts = []
    for message in (each.message() for each in mail.outbox if each.to == [address]):
        parts += [content(part) for part in message.walk() if part.get_content_type() == "text/calendar"]
    return parts


def content(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    assert f"\nMETHOD:{part.get_param('method')}\r\n".encode() in raw, "mail and calendar name different methods"
    return raw


def expected_events(before: set[int], address: str) -> list[tuple[str, int, int, str, str]]:
    confirmed = Session.objects.with_related().filter(status=Status.CONFIRMED).exclude(pk__in=before)
    return sorted({event(session, address) for session in confirmed})


def event(session: Session, address: str) -> tuple[str, int, int, str, str]:
    uid = session.meeting if address == SUPERVISOR else session.uid
    uid = session.series if session.recurrence_start else uid
    times = [int(moment.astimezone(UTC).timestamp()) for moment in (session.start, session.end)]
    with formatting.in_language("en"):
        return str(uid), *times, formatting.format_place(session), VIDEO if session.is_remote else ""


CASES: dict[str, tuple[str, Callable[[Supervisor], Life], str]] = {
    "one session": ("one", one_session, ATTENDEE.email),
    "supervisor's session": ("colleague", one_session, SUPERVISOR),
    "remote session": ("remote", remote, ATTENDEE.email),
    "series": ("series", series, ATTENDEE.email),
    "supervisor's series": ("colleague", series, SUPERVISOR),
    "daily series": ("days", daily_series, ATTENDEE.email),
    "supervisor's group": ("group", group, SUPERVISOR),
}


def main() -> None:
    folder = Path(sys.argv[1])
    empty_database()
    with time_machine.travel(NOW, tick=False):
        everybody = people()
    cases = {
        name: play(folder, name.replace("'", ""), life(everybody[who]), address)
        for name, (who, life, address) in CASES.items()
    }
    (folder / "cases.json").write_text(json.dumps(cases))


if __name__ == "__main__":
    main()
