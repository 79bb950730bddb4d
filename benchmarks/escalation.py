"""Escalation of crisis requests over random rotas, outages, silences and clock changes.

``python -m benchmarks.escalation [DATABASE_URL ...] [--pure 10000] [--requests 200] [--rotas 20]``, by default on an
SQLite file, PostgreSQL and MariaDB on this machine. Ten minutes each.

First the pure decision function over ``--pure`` cases (``escalation_cases``): each request has to be acknowledged or at
its last step within the time promised, and no step may come twice.

Then ``--requests`` requests are posted within an hour of a virtual clock, and the worker runs once a minute, as by
cron, with its database and outbox. It is killed within steps, stops for a while, the text message gateway fails, and
the clock is set back. People acknowledge by the link after a while, or are silent. "late_s" is by how much the latest
step missed its plan before the clock was set back; 60 seconds, and one minute more where the worker was killed, is the
figure to keep. Lists of faults must be empty.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from .contact_setup import answers, empty_database, post, run_on_databases
from .escalation_cases import MINUTE, Gateway, faults_of, lateness, random_case, random_turns, run_case

START = datetime(2026, 10, 24, 20, tzinfo=UTC)  # the clocks change in the night
MINUTES = 6 * 60
SET_BACK = timedelta(minutes=45)
KILLED_ROUNDS = 0.15


class Killed(BaseException):
    """The worker's process ends here."""


def main() -> None:
    run_on_databases("benchmarks.escalation", __doc__, measure, pure=10_000, requests=200, rotas=20)


def measure(pure: int, requests: int, rotas: int) -> dict[str, Any]:
    sms = {"BACKEND": "benchmarks.escalation_cases.Gateway"}
    unlimited = {"CRISIS_ALERTS_PER_NETWORK": 10**9, "CRISIS_ALERTS_PER_SITE": 10**9}
    results = decide_all(pure)
    with empty_database(SMS=sms, **unlimited) as connection:
        run = Simulation(requests, rotas)
        run.play()
        return {"database": connection.vendor, **results, **run.results()}


def decide_all(count: int) -> dict[str, Any]:
    """The figures of the pure function."""
    faults: list[tuple[int, list[str]]] = []
    latest, acknowledged = 0.0, 0
    for seed in range(count):
        case = random_case(seed)
        run = run_case(case)
        acknowledged += run.acknowledged is not None
        if found := faults_of(case, run):
            faults.append((seed, found))
        if not case.outages and not case.jumps:
            latest = max(latest, lateness(case, run))
    return {"decided": count, "decided_acknowledged": acknowledged, "decided_late_s": latest, "decided_faults": faults}


class Simulation:
    """Requests through the database, the worker and the outbox, minute by minute."""

    def __init__(self, requests: int, rotas: int, seed: int = 1, minutes: int = MINUTES) -> None:
        self.random = random.Random(seed)
        self.minutes, self.now = minutes, START
        self.arrivals = sorted(self.random.randrange(self._minute(60)) for _number in range(requests))
        self.gateway_fails = range(self._minute(20), self._minute(80))
        self.set_back_at = self._minute(100)
        self.outage = range(self._minute(150), self._minute(165))
        self.kills = 0
        #: By reference: the real minute of the post, and when the person of an alert acknowledges.
        self.posted: dict[str, int] = {}
        self.will_acknowledge: dict[int, int] = {}
        self.seen: set[int] = set()
        self.real: dict[int, int] = {}
        make_rotas(rotas, self.random)

    def _minute(self, minute: int) -> int:
        """Of a simulation of another length than ``MINUTES``."""
        return minute * self.minutes // MINUTES

    def play(self) -> None:
        from time_machine import travel

        with mails_in_memory(), travel(START, tick=False) as clock:
            for minute in range(self.minutes):
                if minute == self.set_back_at:
                    self.now -= SET_BACK
                clock.move_to(self.now)
                self._arrive(minute)
                Gateway.fails = minute in self.gateway_fails
                if minute not in self.outage:
                    self._work()
                self._notice(minute)
                self._acknowledge(minute)
                self.now += timedelta(minutes=1)

    def _arrive(self, minute: int) -> None:
        from wagtail_tyonohjaus.contact.form.config import FormConfig
        from wagtail_tyonohjaus.contact.form.tokens import FormToken
        from wagtail_tyonohjaus.contact.models import ContactRequest
        from wagtail_tyonohjaus.practice.models import Service

        services = list(Service.objects.order_by("pk"))
        for number in [n for n, arrival in enumerate(self.arrivals) if arrival == minute]:
            token = FormToken(FormConfig(), key=f"crisis-{number}", issued_at=self.now.timestamp() - 600)
            data = {**answers(number), "form_key": token.signed(), "name": f"Crisis {number}"}
            response = post({**data, "service": services[number % len(services)].pk})
            assert response.status_code == 303, response.content
            self.posted[ContactRequest.objects.latest("pk").reference] = minute

    def _work(self) -> None:
        from wagtail_tyonohjaus.messages import failpoints
        from wagtail_tyonohjaus.messages.worker import run_round

        if self.random.random() < KILLED_ROUNDS:
            failpoints.handlers["step stored"] = self._kill
        try:
            while run_round():
                pass
        except Killed:
            self.kills += 1
        finally:
            failpoints.handlers.clear()

    def _kill(self) -> None:
        raise Killed

    def _notice(self, minute: int) -> None:
        """Who reads an alert decides whether to acknowledge, and when."""
        from wagtail_tyonohjaus.duty.models import Alert

        for alert in Alert.objects.exclude(pk__in=self.seen).order_by("pk"):
            self.seen.add(alert.pk)
            self.real[alert.pk] = minute
            if self.random.random() < 0.2:
                self.will_acknowledge[alert.pk] = minute + self.random.randrange(1, 20)

    def _acknowledge(self, minute: int) -> None:
        from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge
        from wagtail_tyonohjaus.duty.models import Alert

        for pk in [pk for pk, at in self.will_acknowledge.items() if at == minute]:
            acknowledge(Alert.objects.select_related("request__site", "user").get(pk=pk), Way.LINK, self.now)

    def results(self) -> dict[str, Any]:
        from wagtail_tyonohjaus.contact.models import ContactRequest

        requests = list(ContactRequest.objects.all())
        taken = [request for request in requests if request.status != "new"]
        faults = [fault for request in requests for fault in self._faults(request)]
        return {
            "requests": len(requests),
            "acknowledged": len(taken),
            "killed": self.kills,
            "steps": dict(Counter(step for request in requests for step, _minute in self._steps(request))),
            "late_s": self._latest() * MINUTE,
            "faults": faults + twice_sent(),
        }

    def _faults(self, request: Any) -> Iterator[str]:
        steps = self._steps(request)
        times = request.events.filter(kind="acknowledged").count()
        if len(steps) != len({step for step, _minute in steps}) or times > 1:
            yield f"{request.reference}: a step or an acknowledgement twice"
        names = [step for step, _minute in steps]
        wanted = ["late", "late_fallback"] if times else ["fallback"]
        if names[-len(wanted) :] != wanted:
            yield f"{request.reference}: forgotten after {names}"
        # The interval, for the clock that was set back, the outage, a killed round and cron.
        limit = 30 + 11 + len(self.outage) + 3
        if not times and steps[-1][1] - self.posted[request.reference] > limit:
            yield f"{request.reference}: last step after {steps[-1][1] - self.posted[request.reference]} minutes"

    def _steps(self, request: Any) -> list[tuple[str, int]]:
        """The steps in order, each with the real minute."""
        events = request.events.filter(kind="alerted").order_by("pk")
        minutes = {alert.step: self.real[alert.pk] for alert in request.alerts.all()}
        return [(event.data["step"], minutes[event.data["step"]]) for event in events]

    def _latest(self) -> int:
        """Minutes by which a step missed its plan, of requests that were over before anything failed."""
        from wagtail_tyonohjaus.contact.models import ContactRequest

        late = 0
        for request in ContactRequest.objects.all():
            steps = [step for step in self._steps(request) if not step[0].startswith("late")]
            start = self.posted[request.reference]
            if steps[-1][1] < self.set_back_at:
                late = max(late, *(minute - start - 10 * number for number, (_step, minute) in enumerate(steps)))
        return late


def make_rotas(count: int, rng: random.Random) -> None:
    """A rule and a service for each rota, with one to five people; not all of them can be reached."""
    from tests.factories import make_service, make_supervisor
    from wagtail_tyonohjaus.contact.models import RoutingRule
    from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
    from wagtail_tyonohjaus.practice.models import PracticeSettings

    practice = PracticeSettings.objects.get()
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    for number in range(count):
        rota = Rota.objects.create(site=practice.site, name=f"Rota {number}")
        people = {}
        for person in range(rng.randrange(1, 6)):
            name = f"person{number}-{person}"
            is_reachable = rng.random() < 0.9
            email, phone = f"{name}@example.com", f"+35840{number:04d}{person:03d}"
            people[name] = make_supervisor(
                name=name, email=email if is_reachable else "", phone=phone if is_reachable else ""
            )
        for start, end, person in random_turns(rng, START, list(people)):
            DutyTurn.objects.create(rota=rota, supervisor=people[person], start=start, end=end)
        service = make_service(name=f"Service {number}", slug=f"service-{number}", kind="crisis")
        rule = RoutingRule.objects.create(site=practice.site, name=f"Rule {number}", to_rota=rota)
        rule.services.add(service)


def is_sent_as_often_as_it_should(row: Any, sent: Counter[str]) -> bool:
    """Once, or never if it was cancelled before, because the request had changed."""
    return sent[row.message_id] == 1 or (row.state == "cancelled" and not sent[row.message_id])


def twice_sent() -> list[str]:
    """Messages that a person has got twice, or not at all though they count as sent."""
    from django.core import mail

    from wagtail_tyonohjaus.duty.models import Alert
    from wagtail_tyonohjaus.messages.models import Delivery

    mails = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    sent = mails + Gateway.sent
    alerts = Delivery.objects.filter(message_type__in=["alert", "alert_late"])
    over = [row for row in alerts if is_over(row)]
    faults = [
        f"{row} sent {sent[row.message_id]} times" for row in over if not is_sent_as_often_as_it_should(row, sent)
    ]
    if alerts.count() != Alert.objects.count():
        faults.append(f"{alerts.count()} deliveries of {Alert.objects.count()} alerts")
    return faults


def is_over(delivery: Any) -> bool:
    """Whether no attempt is left; after a long outage of the gateway, the next one may be hours away."""
    return delivery.state != "pending"


@contextmanager
def mails_in_memory() -> Iterator[None]:
    """Instead of a mail server."""
    from django.conf import settings

    from tests.mailers import use_mailer

    use_mailer(settings, "django.core.mail.backends.locmem.EmailBackend")
    yield


if __name__ == "__main__":
    main()
