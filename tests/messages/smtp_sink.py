"""A real SMTP server with configurable faults."""

import asyncio
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.ports import free_port


class Sink:
    """``responses`` maps addresses to responses to RCPT; ``fault`` is the fault during DATA."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.responses: dict[str, str] = {}
        self.fault = ""
        self.released = asyncio.Event()

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages]

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        response = self.responses.get(address, "250 OK")
        if response.startswith("250"):
            envelope.rcpt_tos.append(address)
        return response

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.fault == "hang before accepting":
            await self.released.wait()
        if self.fault == "drop":
            server.transport.close()
            return "451 gone"
        self.messages.append(message_from_bytes(envelope.content))
        if self.fault == "accept late":
            await self.released.wait()
        if self.fault == "accept and drop":
            server.transport.close()
        return "550 refused" if self.fault == "refuse data" else "250 OK"


class Server:
    def __init__(self) -> None:
        self.sink = Sink()
        self.port = free_port()
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)

    def start(self) -> "Server":
        self.controller.start()
        return self

    def restart(self) -> None:
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self.start()

    def stop(self) -> None:
        self.controller.loop.call_soon_threadsafe(self.sink.released.set)
        self.controller.stop()


def silent_server() -> tuple[socket.socket, int, Callable[[], None]]:
    """Accepts connections and never responds, like a server that hangs before its greeting."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(20)
    return listener, listener.getsockname()[1], listener.close
