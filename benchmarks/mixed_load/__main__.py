"""A site with two hosts under a mixed load while everything it needs fails in turn.

``python -m benchmarks.mixed_load [--minutes 10] [--rate 40] [--recovery 10] [--previous COMMIT] [--results FOLDER]``
needs PostgreSQL's and Redis's programs and gunicorn, and root for the full disk; it starts its own servers and leaves
nothing behind. ``--minutes 1`` is a quick try.

80 % of the requests poll feeds, 15 % read pages, 4 % look for free times and 1 % send the contact form, at random
moments, ``--rate`` a second. Meanwhile, the site is deployed (with ``--previous``, from the code of that commit to the
present one), processes are killed, PostgreSQL is restarted and crashes, Redis is killed and hangs, and the database's
disk is full. A visitor whose form is not accepted sends it again. Exits with 1 if a request or message was lost or
doubled, if anything failed later than ``--recovery`` seconds after a fault, or if memory grew.

Before that, it measures how many requests a second the site answers, each kind beside an empty view. The folder of
the results gets a line of JSON for each second, and the logs of all programs.
"""

import argparse
import asyncio
import json
import os
import resource
import signal
import time
from collections import Counter
from pathlib import Path

from .accounting import StoredMessage, StoredRequest, count_messages, count_requests, message_delays
from .capacity import measure_capacity
from .faults import PAUSE, in_thread, inflict
from .mail_sink import MailSink
from .processes import Sampler
from .proxy import Proxy
from .report import Run, print_report, write_seconds
from .services import ROOT, Services
from .timetable import FULL_MINUTES, Window, plan
from .visitors import Log, Target, Visitors

CAPACITY_SECONDS = 6
SETTLING_SECONDS = 120


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.mixed_load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=40, help="requests a second")
    parser.add_argument("--recovery", type=float, default=10, help="seconds after a fault in which errors may occur")
    parser.add_argument("--previous", default="", metavar="COMMIT", help="the code before the deployment")
    parser.add_argument("--results", type=Path, default=ROOT / "var" / "mixed_load", metavar="FOLDER")
    options = parser.parse_args()
    # A request that hangs keeps its socket open.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    try:
        with Services(options.results.absolute(), options.previous) as services:
            run = asyncio.run(measure(services, options.minutes, options.rate, options.recovery))
            write_seconds(services.results / "seconds.jsonl", run)
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit("Interrupted; everything has been stopped.") from None
    broken = print_report(run)
    for promise in broken:
        print(f"BROKEN: {promise}")
    raise SystemExit(bool(broken))


async def measure(services: Services, minutes: float, rate: float, recovery: float) -> Run:
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # as Ctrl-C
    sink = MailSink(services.smtp_port)
    await sink.start()
    targets = await prepare(services)
    log = Log()
    visitors = Visitors(Proxy(services.ports), targets, log)
    await leave_out_pages_that_are_gone(visitors)
    capacities = await measure_capacity(
        services, visitors, max(1.0, CAPACITY_SECONDS * min(1.0, minutes / FULL_MINUTES))
    )
    log.begin()
    sampler, windows = Sampler(services, log), list[Window]()
    print(f"{minutes:g} minutes with {rate:g} requests a second, load {os.getloadavg()[0]:.1f}:", flush=True)
    sampling = asyncio.create_task(sampler.run())
    loads_until = await load(services, visitors, minutes, rate, windows)
    sampling.cancel()
    settling_seconds = await settle(services)
    run = Run(minutes, recovery, loads_until, log, windows, sampler.samples, capacities, settling_seconds)
    return await count_all(services, sink, run)


async def load(services: Services, visitors: Visitors, minutes: float, rate: float, windows: list[Window]) -> float:
    """Requests and faults; longer than ``minutes`` if the faults have taken longer. Returns when it ended."""
    ends, seconds = asyncio.Event(), minutes * 60
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(visitors.arrive(rate, ends))
        await inflict(services, plan(minutes), visitors.log, windows)
        await asyncio.sleep(max(seconds - visitors.log.now(), PAUSE))
        ends.set()
    return visitors.log.now()


async def prepare(services: Services) -> dict[str, list[Target]]:
    """The example site, with its hosts and workers running."""
    print("Preparing the site ...", flush=True)
    await in_thread(services.run, "django", "migrate", "--verbosity", "0")
    await in_thread(services.run, "django", "load_demo")
    found = json.loads(await in_thread(services.run, "benchmarks.mixed_load.site_data", "targets"))
    await in_thread(services.start_site)
    return {kind: [(host, path) for host, path in targets] for kind, targets in found.items()}


async def leave_out_pages_that_are_gone(visitors: Visitors) -> None:
    """Notices that are not valid any more answer 410."""
    statuses = [(target, (await visitors.proxy.get(*target)).status) for target in visitors.targets["pages"]]
    found = Counter(status for _, status in statuses)
    if set(found) - {"200", "410"}:
        raise SystemExit(f"The site does not work before the load: {dict(found)}. Its logs are in the results' folder.")
    visitors.targets["pages"] = [target for target, status in statuses if status == "200"]


async def settle(services: Services) -> float:
    """Waits until no message is waiting; returns seconds."""
    begins = time.monotonic()
    while time.monotonic() - begins < SETTLING_SECONDS:
        if not await in_thread(services.database.count_waiting_messages):
            break
        await asyncio.sleep(1)
    return time.monotonic() - begins


async def count_all(services: Services, sink: MailSink, run: Run) -> Run:
    stored = json.loads(await in_thread(services.run, "benchmarks.mixed_load.site_data", "stored"))
    requests = [StoredRequest(*row) for row in stored["requests"]]
    messages = [StoredMessage(*row) for row in stored["messages"]]
    accepted = {key: [moment - run.log.begins for moment in moments] for key, moments in sink.accepted.items()}
    run.requests = count_requests(run.log.receipts, run.log.unanswered, requests)
    run.messages = count_messages(requests, messages, accepted, run.windows)
    run.message_delays = message_delays(messages, accepted, run.log.begins_at)
    return run


if __name__ == "__main__":
    main()
