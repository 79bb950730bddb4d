"""A minimal HTTP client that shares requests out among the hosts, as nginx does with its defaults.

A host that refuses a connection is left out for a second. A GET whose connection breaks is sent to the next host; a
POST only if the connection was refused, since it may have been processed.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PATIENCE = 30
LEFT_OUT_SECONDS = 1


@dataclass
class Response:
    """``status`` is that of HTTP, or "refused", "broken" or "timeout" without a complete response."""

    status: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    takeovers: int = 0


class Broken(Exception):
    """The connection ended before the whole response."""


class Proxy:
    def __init__(self, ports: list[int], clock: Callable[[], float] = time.monotonic) -> None:
        self._ports, self._clock = ports, clock
        self._turn = itertools.count()
        self._left_out_until = dict.fromkeys(ports, 0.0)

    async def get(self, host: str, path: str, headers: Mapping[str, str] | None = None) -> Response:
        return await self._send("GET", host, path, headers or {}, b"")

    async def post(self, host: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return await self._send("POST", host, path, {**headers, **form}, body)

    async def _send(self, method: str, host: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        lines = {"Host": host, "Accept-Encoding": "gzip", **headers}
        head = f"{method} {path} HTTP/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._try_hosts(method, head.encode() + b"\r\n" + body)
        except TimeoutError:
            return Response("timeout")

    async def _try_hosts(self, method: str, request: bytes) -> Response:
        status = "refused"
        for takeovers, port in enumerate(self._hosts_in_order()):
            try:
                response = await exchange(port, request)
            except ConnectionRefusedError:
                self._left_out_until[port] = self._clock() + LEFT_OUT_SECONDS
            except (OSError, Broken):
                status = "broken"
                if method != "GET":
                    return Response(status, takeovers=takeovers)
            else:
                response.takeovers = takeovers
                return response
        return Response(status, takeovers=len(self._ports) - 1)

    def _hosts_in_order(self) -> list[int]:
        """Those that refused a connection a moment ago come last."""
        first, now = next(self._turn) % len(self._ports), self._clock()
        ports = [*self._ports[first:], *self._ports[:first]]
        return sorted(ports, key=lambda port: self._left_out_until[port] > now)


async def exchange(port: int, request: bytes) -> Response:
    """Sends the request and reads until the server closes the connection. Raises ``OSError`` or ``Broken``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        answer = await reader.read(-1)
    finally:
        writer.transport.abort()
    head, separator, body = answer.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if not separator or int(headers.get("content-length", len(body))) != len(body):
        raise Broken
    return Response(status_line.split()[1], headers, body)
