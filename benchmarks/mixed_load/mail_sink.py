"""A mail server that accepts everything and notes when it accepted which Message-ID."""

import asyncio
from email import message_from_bytes
from typing import Any

from aiosmtpd.smtp import SMTP


class MailSink:
    """``accepted`` has the times of the loop's clock, by Message-ID."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.accepted: dict[str, list[float]] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, loop=loop), "127.0.0.1", self.port)

    async def stop(self) -> None:
        if self._server:
            self._server.close()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        self.accepted.setdefault(message_id, []).append(asyncio.get_running_loop().time())
        return "250 OK"
