"""A web server on this machine that answers as badly as any: what it does is in the path."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.ical.samples import calendar, hour

GOOD = calendar(hour("20261020"))


class Server:
    """``answers`` maps a path to what writes the answer; ``seen`` keeps the requests' paths and headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.stopped = threading.Event()

    def url(self, path: str = "/cal.ics", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, body: bytes | str, path: str = "/cal.ics", status: int = 200, **headers: str) -> str:
        """Answers with a body; headers as keywords, with underscores. Returns the address."""
        data = body.encode() if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content_Length": str(len(data)), **headers}.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.answers[path] = answer
        return self.url(path)

    def redirect(self, target: str, path: str = "/moved", status: int = 302) -> str:
        return self.serve(b"", path, status, Location=target)

    def endless(self, piece: bytes, wait: float = 0.0, path: str = "/endless", **headers: str) -> str:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            while not self.stopped.is_set():
                request.wfile.write(piece)
                request.wfile.flush()
                if wait:
                    time.sleep(wait)

        self.answers[path] = answer
        return self.url(path)

    def conditional(self, body: str, etag: str, path: str = "/cal.ics") -> str:
        def answer(request: BaseHTTPRequestHandler) -> None:
            same = request.headers.get("If-None-Match") == etag
            request.send_response(304 if same else 200)
            request.send_header("ETag", etag)
            request.send_header("Content-Length", "0" if same else str(len(body)))
            request.end_headers()
            if not same:
                request.wfile.write(body.encode())

        self.answers[path] = answer
        return self.url(path)


def bomb(size: int) -> bytes:
    """A small gzip file that unpacks to ``size`` bytes."""
    return gzip.compress(b"BEGIN:VCALENDAR\n" + b" " * size, 9)


@contextmanager
def running() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            server.seen.append((self.path, dict(self.headers)))
            try:
                server.answers[self.path](self)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            http.shutdown()
