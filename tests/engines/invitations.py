"""An invitation, its update and its cancellation, as mails carry them, and what a calendar holds after each.

``python -m tests.engines.invitations write <folder>`` makes ``visitor-1.ics`` to ``visitor-3.ics`` and the supervisor's
by confirming, moving and cancelling a session; ``compare <name> <folder>`` reads what an engine found in them, one JSON
object a file on standard input, applies RFC 5546 to it and fails where the calendar is not the expected one: one event,
updated, gone.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: Start, end and SEQUENCE of the one event in the calendar after each message.
Calendar = dict[str, tuple[int, int, int]]
EXPECTED = [
    [(datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 8, tzinfo=UTC), 1)],
    [(datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC), 2)],
    [],
]
SIDES = {"visitor": "elli@visitor.example", "supervisor": "aino@practice.example"}


def write(folder: Path) -> None:
    from tests.engines.samples import empty_database  # isort: skip  (sets Django up)

    import time_machine

    from tests.appointments.agenda import NOW, PERSON, STAFF, agenda, at
    from wagtail_tyonohjaus.appointments import sessions
    from wagtail_tyonohjaus.appointments.holds import book
    from wagtail_tyonohjaus.messages.models import Delivery

    empty_database()
    with time_machine.travel(NOW, tick=False) as clock:
        session = book(agenda(), PERSON, by=STAFF)
        clock.shift(60)
        sessions.move(session, at("2026-07-01 12:00"), by=STAFF)
        clock.shift(60)
        sessions.cancel(session, by=STAFF)
    for side, address in SIDES.items():
        parts = Delivery.objects.filter(address=address).exclude(calendar="").order_by("pk")
        for number, text in enumerate(parts.values_list("calendar", flat=True), 1):
            (folder / f"{side}-{number}.ics").write_bytes(text.encode())


def states(messages: list[dict[str, Any]]) -> list[list[tuple[int, ...]]]:
    """The calendar after each message, by RFC 5546, 3.2: what is older than what is known is left out."""
    calendar: Calendar = {}
    found = []
    for message in messages:
        known = calendar.get(message["uid"])
        if known is None or message["sequence"] >= known[2]:
            if message["method"] == "REQUEST":
                calendar[message["uid"]] = (message["start"], message["end"], message["sequence"])
            elif message["method"] == "CANCEL":
                calendar.pop(message["uid"], None)
        found.append(sorted(calendar.values()))
    return found


def compare(name: str) -> int:
    found = states([json.loads(line) for line in sys.stdin if line.strip()])
    expected = [[(int(a.timestamp()), int(b.timestamp()), n) for a, b, n in state] for state in EXPECTED]
    good = found == expected
    print(f"{'ok   ' if good else 'WRONG'} {name}: {'one event, updated, gone' if good else found}")
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        sys.exit(compare(sys.argv[2]))
