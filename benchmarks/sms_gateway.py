"""A text message service on this machine, which accepts everything at once."""

import json
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.ports import free_port

from .contact_setup import context


class Gateway:
    """In its own process. ``accepted_path`` is a file with the message ids of what it accepted."""

    def __init__(self) -> None:
        self.port = free_port()
        self.accepted_path = tempfile.mktemp(prefix="sms-gateway-")
        Path(self.accepted_path).touch()
        self.process: Any = None

    @property
    def settings(self) -> dict[str, Any]:
        """The value of the setting ``SMS``."""
        backend = "wagtail_tyonohjaus.messages.sms.HttpJsonBackend"
        return {"BACKEND": backend, "OPTIONS": {"url": f"http://127.0.0.1:{self.port}/"}}

    def start(self) -> None:
        # Bound here, so that it listens before the first message.
        server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self.accepted_path))
        self.process = context.Process(target=server.serve_forever, daemon=True)
        self.process.start()
        server.socket.close()

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()


def _handler(accepted_path: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with open(accepted_path, "a") as lines:
                lines.write(message["id"] + "\n")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
