"""A real SMTP server that behaves as badly as it is told to."""

import asyncio
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Sink:
    """``answers`` maps an address to what the server says to it; ``fault`` names what goes wrong at DATA."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.answers: dict[str, str] = {}
        self.fault = ""
        self.released = asyncio.Event()

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages]

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

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
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
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
    """Takes connections and never says a word, as a server that hangs before its greeting."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(20)
    return listener, listener.getsockname()[1], listener.close
