"""Lets the faults of the timetable happen."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from .services import Services, children
from .timetable import Planned, Window
from .visitors import Log

Action = Callable[[Services, float], Awaitable[None]]
# Of two faults, so that each has errors of its own.
PAUSE = 2


async def restart_postgresql(services: Services, seconds: float) -> None:
    await in_thread(services.database.stop, "fast")
    await in_thread(services.database.start)


async def crash_postgresql(services: Services, seconds: float) -> None:
    await in_thread(services.database.stop, "immediate")
    await asyncio.sleep(seconds)
    await in_thread(services.database.start)


async def kill_redis(services: Services, seconds: float) -> None:
    services.redis.kill()
    await asyncio.sleep(seconds)
    services.redis.start()


async def hang_redis(services: Services, seconds: float) -> None:
    services.redis.send(signal.SIGSTOP)
    await asyncio.sleep(seconds)
    services.redis.send(signal.SIGCONT)


async def kill_workers(services: Services, seconds: float) -> None:
    for worker in services.workers:
        worker.kill()
    await asyncio.sleep(seconds)
    for worker in services.workers:
        worker.start()


async def fill_disk(services: Services, seconds: float) -> None:
    await in_thread(services.database.fill_disk)
    await asyncio.sleep(seconds)
    services.database.empty_disk()


async def deploy(services: Services, seconds: float) -> None:
    await in_thread(services.deploy)


async def kill_web_processes(services: Services, seconds: float) -> None:
    """One of each host, which gunicorn replaces."""
    for host in services.hosts:
        assert host.process
        os.kill(random.choice(children(host.process.pid)), signal.SIGKILL)


ACTIONS: dict[str, Action] = {
    "deployment": deploy,
    "web processes killed": kill_web_processes,
    "workers killed": kill_workers,
    "PostgreSQL restarted": restart_postgresql,
    "PostgreSQL crashed": crash_postgresql,
    "Redis killed": kill_redis,
    "Redis hung": hang_redis,
    "disk full": fill_disk,
}


async def inflict(services: Services, planned: list[Planned], log: Log, windows: list[Window]) -> None:
    """Each at its time, or after the one before. Adds what happened to ``windows``."""
    for each in planned:
        await asyncio.sleep(max(each.starts - log.now(), PAUSE if windows else 0))
        if each.fault.name == "disk full" and not services.database.disk:
            print(f"{log.now():6.1f} s  {each.fault.name}: left out, since a disk can't be mounted", flush=True)
            continue
        starts = log.now()
        print(f"{starts:6.1f} s  {each.fault.name}", flush=True)
        await ACTIONS[each.fault.name](services, each.lasts)
        windows.append(Window(each.fault, starts, log.now()))


async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.to_thread(function, *arguments)
