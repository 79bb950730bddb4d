"""Requests during an outage of the mail server, with workers that are killed: none is lost, none is sent twice.

``python -m benchmarks.outage [DATABASE_URL ...] [--requests 10000] [--kills 1000] [--all-answered]``, by default on an
SQLite file, PostgreSQL and MariaDB on this machine.

While the mail server is away, visitors post. Then it comes back, defers one message in four and accepts one in two
hundred without a response. Three workers send. With ``--kills``, each is killed (SIGKILL) when it reaches a fail point
for the n-th time, and a new one is started. Processes that submit requests are killed inside the transaction too, and
submit the same form again. A message may arrive twice only if its acceptance was unknown, and then with the same
Message-ID. With ``--all-answered``, the server responds to every message, so that without kills none may arrive
twice.
"""

import itertools
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from .contact_setup import Mailbox, answers, context, empty_database, post, run_on_databases, use_mailbox

PLACES = ("looked", "claimed", "accepted", "stored")
VISITOR_PLACES = ("request stored", "deliveries stored")
WORKERS = 3
LEASE = 3


def main() -> None:
    run_on_databases("benchmarks.outage", __doc__, measure, requests=10_000, kills=0, all_answered=False)


def measure(requests: int, kills: int, all_answered: bool) -> dict[str, Any]:
    box = Mailbox()
    with empty_database(LEASE_SECONDS=LEASE, MAX_ATTEMPTS=10**6) as connection:
        use_mailbox(box, 5)
        shorten_pauses()
        started = time.perf_counter()
        killed = Counter(visit(requests, kills // 4))
        posted = time.perf_counter() - started
        box.start("busy" if all_answered else "some")
        try:
            killed.update(send_all(kills - sum(killed.values())))
        finally:
            box.stop()
        seconds = time.perf_counter() - started - posted
        return {
            "database": connection.vendor,
            **figures(box, requests, killed),
            "post_s": round(posted),
            "send_s": round(seconds),
        }


def shorten_pauses() -> None:
    """Shortens two days of retries to minutes."""
    from wagtail_tyonohjaus.messages import sending

    sending.FIRST_PAUSE, sending.LONGEST_PAUSE = timedelta(seconds=0.1), timedelta(seconds=2)


def visit(requests: int, kills: int) -> list[str]:
    """All requests are submitted; some processes are killed and submit again. Returns the places of the kills."""
    places = itertools.cycle(VISITOR_PLACES)
    todo, killed = [range(first, requests, 2) for first in range(2)], []
    lines = [context.Value("i", 0), context.Value("i", 0)]
    while any(done.value < len(numbers) for done, numbers in zip(lines, todo, strict=True)):
        running = []
        for numbers, done in zip(todo, lines, strict=True):
            place = next(places) if len(killed) < kills else ""
            running.append((place, context.Process(target=visitors, args=(numbers, done, place))))
        for _, process in running:
            process.start()
        for place, process in running:
            process.join()
            if was_killed(process):
                killed.append(place)
    return killed


def was_killed(process: Any) -> bool:
    """Fails if a process has ended for another reason, since the figures would be meaningless."""
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def visitors(numbers: range, done: Any, place: str) -> None:
    kill_at(place, random.randint(1, 12))
    while done.value < len(numbers):
        response = post(answers(numbers[done.value]))
        assert response.status_code == 303, response.content
        done.value += 1


def kill_at(place: str, times: int) -> None:
    """Kills this process when it reaches the place for the n-th time."""
    from wagtail_tyonohjaus.messages import failpoints

    left = itertools.count(times - 1, -1)

    def kill() -> None:
        if next(left) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if place:
        failpoints.handlers[place] = kill


def send_all(kills: int) -> list[str]:
    """Runs three workers until nothing is pending and so many have been killed."""
    places, killed = itertools.cycle(PLACES), []
    running: dict[Any, str] = {}
    while True:
        for process in [process for process in running if not process.is_alive()]:
            place = running.pop(process)
            if was_killed(process):
                killed.append(place)
        if not running and not waiting():
            return killed
        while len(running) < WORKERS and waiting():
            place = next(places) if len(killed) + len([p for p in running.values() if p]) < kills else ""
            process = context.Process(target=work, args=(place, random.randint(1, 12)))
            process.start()
            running[process] = place
        time.sleep(0.02)


def work(place: str, times: int) -> None:
    from wagtail_tyonohjaus.messages.sending import deliver_due

    kill_at(place, times)
    while waiting():
        if not deliver_due(limit=50):
            time.sleep(0.05)


def waiting() -> bool:
    from django.db import connection

    from wagtail_tyonohjaus.messages.models import Delivery

    is_pending = Delivery.objects.filter(state="pending").exists()
    if not is_pending or os.getpid() == MAIN:
        connection.close()
    return is_pending


MAIN = os.getpid()


def figures(box: Mailbox, requests: int, killed: Counter) -> dict[str, Any]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    expected = set(Delivery.objects.values_list("message_id", flat=True))
    accepted = Counter(box.ids())
    unknown = box.unanswered.value + killed["accepted"]
    return {
        "requests": requests,
        "stored": ContactRequest.objects.count(),
        "names": ContactRequest.objects.values("name").distinct().count(),
        "messages": len(expected),
        "lost": len(expected - set(accepted)),
        "extra": sum(accepted.values()) - len(accepted),
        "unknown_acceptances": unknown,
        "foreign_ids": len(set(accepted) - expected),
        "kills": dict(killed),
    }


if __name__ == "__main__":
    main()
