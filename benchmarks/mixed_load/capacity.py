"""How many requests a second the site answers, kind by kind beside an empty view: a closed loop of a few clients."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import cycle

from .processes import processor_seconds
from .proxy import Response
from .services import Services
from .visitors import FILLING_IN, CalendarApp, Visitors

CLIENTS = 8
ROUNDS = 2
EMPTY = ("kuuntelo.localhost", "/bench/empty/")
Request = Callable[[], Awaitable[Response]]


@dataclass
class Capacity:
    """``milliseconds`` are of the web processes' processor time per request, ``rate`` requests a second."""

    requests: int = 0
    seconds: float = 0.0
    processor: float = 0.0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    @property
    def milliseconds(self) -> float:
        return self.processor / self.requests * 1000


async def measure_capacity(services: Services, visitors: Visitors, seconds: float) -> dict[str, Capacity]:
    """The kinds take turns, ``seconds`` each in total."""
    requests = await kinds_of_requests(visitors)
    capacities = {kind: Capacity() for kind in requests}
    for _ in range(ROUNDS):
        for kind, request in requests.items():
            await keep_asking(services, request, capacities[kind], seconds / ROUNDS)
    capacities["submission and receipt"] = await measure_submissions(services, visitors, seconds)
    return capacities


async def kinds_of_requests(visitors: Visitors) -> dict[str, Request]:
    proxy, targets = visitors.proxy, visitors.targets
    apps = [CalendarApp(target) for target in targets["feeds"]]
    for app in apps:
        await app.poll(proxy)
    polls, feeds = cycle(apps), cycle(targets["feeds"])
    pages, forms = cycle(targets["pages"]), cycle(targets["forms"])
    times, pickers = cycle(targets["free_json"]), cycle(targets["choosing_pages"])
    return {
        "empty view": lambda: proxy.get(*EMPTY),
        "poll (304)": lambda: next(polls).poll(proxy),
        "feed (200)": lambda: proxy.get(*next(feeds)),
        "page": lambda: proxy.get(*next(pages)),
        "page with the form": lambda: proxy.get(*next(forms)),
        "free times (JSON)": lambda: proxy.get(*next(times)),
        "free times (page)": lambda: proxy.get(*next(pickers)),
    }


async def keep_asking(services: Services, request: Request, capacity: Capacity, seconds: float) -> None:
    began, processor = time.monotonic(), processor_seconds(services.hosts)
    deadline = began + seconds

    async def client() -> None:
        while time.monotonic() < deadline:
            response = await request()
            assert response.status in ("200", "304"), response.status
            capacity.requests += 1

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    capacity.seconds += time.monotonic() - began
    capacity.processor += processor_seconds(services.hosts) - processor


async def measure_submissions(services: Services, visitors: Visitors, seconds: float) -> Capacity:
    """Visitors who have filled in their forms before, all send them now and read their receipts."""
    forms = [form for _ in range(round(seconds * CLIENTS)) if (form := await visitors.fill_in())]
    await asyncio.sleep(FILLING_IN[0])
    began, processor = time.monotonic(), processor_seconds(services.hosts)
    waiting = iter(forms)

    async def client() -> None:
        for form in waiting:
            await visitors.send_until_answered(form)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    used = processor_seconds(services.hosts) - processor
    return Capacity(len(forms), time.monotonic() - began, used)
