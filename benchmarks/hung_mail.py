"""How much longer a submission takes while the mail server hangs, compared to one without sending.

``python -m benchmarks.hung_mail [DATABASE_URL] [--posts 400]``, by default on an SQLite file. Each post goes over HTTP
to a threaded server. The ways take turns, so that other load on the machine affects all of them:

- *off*: nothing sends messages;
- *process*: the web process sends them to a server that does not respond after its greeting;
- *worker*: a worker sends them to that server.

At p95 1.5 times *off* is allowed, at the median and at the 95th percentile.
"""

import argparse
import http.client
import json
import statistics
import time
from typing import Any
from urllib.parse import urlencode

from .contact_setup import Mailbox, answers, context, default_urls, empty_database, on_database, use_mailbox

WAYS = ("off", "process", "worker")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", metavar="DATABASE_URL", default=default_urls()[0])
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measure(options.posts)), flush=True)
        return
    for row in on_database("benchmarks.hung_mail", options.url, ["--posts", str(options.posts)]):
        print(row)


def measure(posts: int) -> dict[str, Any]:
    box = Mailbox()
    with empty_database() as connection:
        box.start("hang")
        use_mailbox(box, 10)
        servers = {way: Server(way) for way in WAYS}
        try:
            seconds_by_way = measure_posts(servers, posts)
        finally:
            for server in servers.values():
                server.stop()
            box.stop()
        return {"database": connection.vendor, "posts_each": posts, **figures(seconds_by_way)}


class Server:
    """A threaded WSGI server in its own process."""

    def __init__(self, way: str) -> None:
        port = context.Value("i", 0)
        self.processes = [context.Process(target=serve, args=(way, port), daemon=True)]
        if way == "worker":
            self.processes.append(context.Process(target=watch, daemon=True))
        for process in self.processes:
            process.start()
        while not port.value:
            time.sleep(0.02)
        self.port = port.value

    def post(self, number: int) -> float:
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        body = urlencode(answers(number))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        started = time.perf_counter()
        line.request("POST", "/contact/send/", body, headers)
        response = line.getresponse()
        response.read()
        seconds = time.perf_counter() - started
        line.close()
        assert response.status == 303, response.status
        return seconds

    def stop(self) -> None:
        for process in self.processes:
            process.kill()


def serve(way: str, port: Any) -> None:
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.conf import settings
    from django.core.servers.basehttp import WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    from wagtail_tyonohjaus.conf import app_settings

    class Threaded(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    settings.WAGTAIL_TYONOHJAUS["SEND_FROM_PROCESS"] = way == "process"
    app_settings.reload()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, handler_class=WSGIRequestHandler)
    port.value = server.server_port
    server.serve_forever()


def watch() -> None:
    from wagtail_tyonohjaus.messages.sending import deliver_due

    while True:
        deliver_due()
        time.sleep(0.5)


def measure_posts(servers: dict[str, Server], posts: int) -> dict[str, list[float]]:
    seconds_by_way: dict[str, list[float]] = {way: [] for way in WAYS}
    numbers = iter(range(10**9))
    for turn in range(posts + 20):
        for way in (*WAYS[turn % 3 :], *WAYS[: turn % 3]):
            seconds = servers[way].post(next(numbers))
            if turn >= 20:
                seconds_by_way[way].append(seconds)
    return seconds_by_way


def figures(seconds_by_way: dict[str, list[float]]) -> dict[str, Any]:
    medians = {way: statistics.median(times) for way, times in seconds_by_way.items()}
    p95 = {way: statistics.quantiles(times, n=20)[-1] for way, times in seconds_by_way.items()}
    return {
        "median_ms": {way: round(value * 1000, 1) for way, value in medians.items()},
        "p95_ms": {way: round(value * 1000, 1) for way, value in p95.items()},
        "median_ratio": {way: round(medians[way] / medians["off"], 2) for way in WAYS[1:]},
        "p95_ratio": {way: round(p95[way] / p95["off"], 2) for way in WAYS[1:]},
    }


if __name__ == "__main__":
    main()
