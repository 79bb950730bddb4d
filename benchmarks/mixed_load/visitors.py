"""What arrives at the site: calendar apps, readers, and visitors who send the contact form."""

import asyncio
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.packaging.use_site import FormParser

from .proxy import Proxy, Response

# Host name and path.
Target = tuple[str, str]

SHARES = {"poll": 0.80, "page": 0.15, "free times": 0.04, "submission": 0.01}
DOMAIN = "load.example"
EXPECTED = {"poll": {"200", "304"}, "submission": {"303"}}
# How long a visitor goes on pressing "send" after an error, and the pauses.
PATIENCE = 180
PAUSES = (2, 4)
# A form that is sent within three seconds is held for review.
FILLING_IN = (4, 8)
APPS_PER_FEED = 3


@dataclass(frozen=True)
class Outcome:
    """Of one request; ``starts`` is when it should have been sent. Seconds since the beginning of the run."""

    kind: str
    starts: float
    ends: float
    status: str
    is_error: bool
    takeovers: int = 0


@dataclass
class Log:
    """Everything that happened, with what the visitors were told."""

    # Of the monotonic clock, and Unix time.
    begins: float = field(default_factory=time.monotonic)
    begins_at: float = field(default_factory=time.time)
    outcomes: list[Outcome] = field(default_factory=list)
    # The receipts' URLs by the visitor's e-mail address.
    receipts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unanswered: set[str] = field(default_factory=set)
    pressed_again: int = 0
    lateness: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Forgets the requests so far, but not who was answered."""
        self.outcomes.clear()
        self.begins, self.begins_at = time.monotonic(), time.time()

    def now(self) -> float:
        return time.monotonic() - self.begins


@dataclass
class CalendarApp:
    """Polls one feed with the ETag of its last response."""

    target: Target
    etag: str = ""

    async def poll(self, proxy: Proxy) -> Response:
        response = await proxy.get(*self.target, {"If-None-Match": self.etag} if self.etag else {})
        if response.status == "200":
            self.etag = response.headers.get("etag", "")
        return response


class Visitors:
    """``targets`` are those of ``site_data.targets``."""

    def __init__(self, proxy: Proxy, targets: dict[str, list[Target]], log: Log, seed: int = 1) -> None:
        self.proxy, self.targets, self.log = proxy, targets, log
        self.chance = random.Random(seed)
        self.apps = [CalendarApp(target) for target in targets["feeds"] for _ in range(APPS_PER_FEED)]
        self.numbers = count(1)
        self.kinds: dict[str, Callable[[float], Coroutine[Any, Any, None]]] = {
            "poll": self.poll,
            "page": self.read_page,
            "free times": self.look_for_times,
            "submission": self.send_form,
        }

    async def arrive(self, rate: float, ends: asyncio.Event) -> None:
        """``rate`` arrivals a second at random moments, whether or not the earlier ones have been answered.

        After ``ends`` nobody arrives any more, and this waits until everybody has been answered.
        """
        starts, running = self.log.now(), set[asyncio.Task[None]]()
        while not ends.is_set():
            await asyncio.sleep(starts - self.log.now())
            self.log.lateness.append(self.log.now() - starts)
            kind = self.chance.choices([*SHARES], [*SHARES.values()])[0]
            task = asyncio.create_task(self.visit(kind, starts))
            running.add(task)
            task.add_done_callback(running.discard)
            starts += self.chance.expovariate(rate)
        await asyncio.gather(*running)

    async def visit(self, kind: str, starts: float) -> None:
        """A response that can't be read is an error, too."""
        try:
            await self.kinds[kind](starts)
        except (ArithmeticError, LookupError, ValueError) as error:
            self.log.outcomes.append(Outcome(kind, starts, self.log.now(), type(error).__name__, is_error=True))

    async def poll(self, starts: float) -> None:
        await self.measure("poll", self.chance.choice(self.apps).poll(self.proxy), starts)

    async def read_page(self, starts: float) -> None:
        await self.measure("page", self.proxy.get(*self.chance.choice(self.targets["pages"])), starts)

    async def look_for_times(self, starts: float) -> None:
        kind = self.chance.choice(["free_json", "choosing_pages"])
        await self.measure("free times", self.proxy.get(*self.chance.choice(self.targets[kind])), starts)

    async def send_form(self, starts: float) -> None:
        form = await self.fill_in(starts)
        if form:
            await asyncio.sleep(self.chance.uniform(*FILLING_IN))
            await self.send_until_answered(form)

    async def fill_in(self, starts: float | None = None) -> "FilledIn | None":
        """A visitor's form, every third with a time; the visitor reloads it after an error, and gives up at last."""
        visitor, starts = Visitor(next(self.numbers)), self.log.now() if starts is None else starts
        deadline = starts + PATIENCE
        while self.log.now() < deadline:
            has_time = self.chance.random() < 1 / 3
            target = await self.choose_time(visitor) if has_time else self.chance.choice(self.targets["forms"])
            if target:
                page = await self.measure("form", self.proxy.get(*target, visitor.headers), starts)
                if page.status == "200":
                    form = FormParser(text(page))
                    values = {**form.values, **visitor.answers()}
                    return FilledIn(visitor, target[0], form.action, values, has_time)
            await asyncio.sleep(self.chance.uniform(*PAUSES))
            starts = self.log.now()
        return None

    async def send_until_answered(self, form: "FilledIn") -> None:
        """Sends the form, and the same again after an error."""
        self.log.unanswered.add(form.visitor.email)
        deadline = self.log.now() + PATIENCE
        while self.log.now() < deadline:
            response = await self.send(form)
            if response.status == "303":
                await self.read_receipt(form, response)
                return
            if response.status == "200" and form.has_time:
                form = form.without_time()  # somebody else has taken it
                continue
            self.log.pressed_again += 1
            await asyncio.sleep(self.chance.uniform(*PAUSES))

    async def choose_time(self, visitor: "Visitor") -> Target | None:
        """The form with one of a supervisor's free times filled in; None if there is none, or after an error."""
        host, path = self.chance.choice(self.targets["free_json"])
        times = await self.measure("free times", self.proxy.get(host, path, visitor.headers))
        slots = json.loads(text(times))["slots"] if times.status == "200" else []
        if not slots:
            return None
        url = relative(self.chance.choice(slots)["url"])
        redirect = await self.measure("redirect", self.proxy.get(host, url, visitor.headers), expected={"302"})
        return (host, relative(redirect.headers["location"])) if redirect.status == "302" else None

    async def send(self, form: "FilledIn") -> Response:
        body = urlencode(form.values).encode()
        expected = {"303", "200"} if form.has_time else {"303"}
        post = self.proxy.post(form.host, form.action, form.visitor.headers, body)
        return await self.measure("submission", post, expected=expected)

    async def read_receipt(self, form: "FilledIn", response: Response) -> None:
        path = relative(response.headers["location"])
        self.log.receipts[form.visitor.email].add(path)
        self.log.unanswered.discard(form.visitor.email)
        await self.measure("receipt", self.proxy.get(form.host, path, form.visitor.headers))

    async def measure(
        self, kind: str, request: Awaitable[Response], starts: float | None = None, expected: set[str] | None = None
    ) -> Response:
        starts = self.log.now() if starts is None else starts
        response = await request
        is_error = response.status not in (expected or EXPECTED.get(kind, {"200"}))
        outcome = Outcome(kind, starts, self.log.now(), response.status, is_error, response.takeovers)
        self.log.outcomes.append(outcome)
        return response


@dataclass(frozen=True)
class Visitor:
    number: int

    @property
    def email(self) -> str:
        return f"visitor-{self.number}@{DOMAIN}"

    @property
    def headers(self) -> dict[str, str]:
        """Each visitor has a network of its own, since submissions of one network are limited."""
        address = f"2001:db8:{self.number // 0x10000:x}:{self.number % 0x10000:x}::1"
        return {"X-Forwarded-For": address, "Sec-Fetch-Site": "same-origin"}

    def answers(self) -> dict[str, str]:
        message = f"We are a team of six. Number {self.number}."
        return {"name": f"Visitor {self.number}", "email": self.email, "message": message, "consent": "on"}


@dataclass(frozen=True)
class FilledIn:
    """A form as a visitor is about to send it."""

    visitor: Visitor
    host: str
    action: str
    values: Mapping[str, str]
    has_time: bool

    def without_time(self) -> "FilledIn":
        values = {name: value for name, value in self.values.items() if name != "preferred_start"}
        return replace(self, values=values, has_time=False)


def text(response: Response) -> str:
    body = gzip.decompress(response.body) if response.headers.get("content-encoding") == "gzip" else response.body
    return body.decode()


def relative(url: str) -> str:
    """Without the host and port, which are those of the Wagtail site, and without the fragment."""
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
