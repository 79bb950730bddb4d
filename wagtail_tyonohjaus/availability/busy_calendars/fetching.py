"""Fetches a calendar from an address that anybody may have typed.

Every hop is resolved once, checked and connected to at the checked address (requests-hardened), so that neither a
redirect nor a name that changes its answer reaches our own network. Size, time and unpacking have caps of their own.
Addresses are secrets: no exception and no log record of this module carries one.
"""

import logging
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError

from ...ical.reading.job import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_SECONDS = 15.0
MAX_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
CHUNK = 16 * 1024
# Outlook answers 500 to what calls itself a bot.
USER_AGENT = "Mozilla/5.0 (compatible; wagtail-tyonohjaus; calendar subscription)"
# IPv4-compatible and site-local addresses, deprecated but routable inside a network.
ALSO_BLOCKED = (ip_network("::/96"), ip_network("fec0::/10"))

_fetching: ContextVar[bool] = ContextVar("fetching", default=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer; ``body`` is None where nothing changed (304)."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, etag: str = "", last_modified: str = "", *, allow_loopback: bool = False) -> Fetched:
    """Gets the calendar's bytes; conditional where ``etag`` or ``last_modified`` are given. Raises ``Refused``."""
    deadline = time.monotonic() + MAX_SECONDS
    with _session(allow_loopback) as session, _silence():
        try:
            return _follow(session, url, _headers(etag, last_modified), deadline)
        except Refused:
            raise
        except Exception as error:
            # From None: the cause's text holds the address.
            raise Refused(_code(error)) from None


def _follow(session: requests.Session, url: str, headers: dict[str, str], deadline: float) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        _check_scheme(url)
        with session.get(url, headers=headers, stream=True, allow_redirects=False) as response:
            if response.status_code in (301, 302, 303, 307, 308):
                url = _next_address(url, response)
                continue
            return _answer(response, deadline)
    raise Refused("too_many_redirects")


def _check_scheme(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise Refused("bad_scheme")


def _next_address(url: str, response: requests.Response) -> str:
    location = response.headers.get("Location")
    if not location:
        raise Refused("status", str(response.status_code))
    return urljoin(url, location)


def _answer(response: requests.Response, deadline: float) -> Fetched:
    if response.status_code == 304:
        return Fetched(None)
    if response.status_code != 200:
        raise Refused("status", str(response.status_code))
    body = b"".join(_body(response, deadline))
    return Fetched(body, response.headers.get("ETag", "")[:255], response.headers.get("Last-Modified", "")[:80])


def _body(response: requests.Response, deadline: float) -> Iterator[bytes]:
    """The unpacked bytes; unpacking stops at the cap, however small the packed answer is."""
    unpacker = _unpacker(response.headers.get("Content-Encoding", ""))
    room, received = MAX_BYTES, 0
    while True:
        if time.monotonic() > deadline:
            raise Refused("timeout")
        # One recv at a time: a whole chunk of a trickle may take days.
        packed = response.raw.read1(CHUNK, decode_content=False)
        if not packed:
            break
        received += len(packed)
        for piece in unpacker.feed(packed):
            room -= len(piece)
            if room < 0:
                raise Refused("too_big", str(MAX_BYTES // 1024**2))
            yield piece
    announced = response.headers.get("Content-Length", "")
    if not unpacker.whole or (announced.isdigit() and received < int(announced)):
        raise Refused("cut_off")


class _Plain:
    whole = True

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed


class _Unzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=47)

    @property
    def whole(self) -> bool:
        return self._stream.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        while True:
            piece = self._stream.decompress(packed, CHUNK)
            yield piece
            packed = self._stream.unconsumed_tail
            if not packed and len(piece) < CHUNK:
                return


def _unpacker(encoding: str) -> _Plain | _Unzip:
    if encoding.lower() in ("", "identity"):
        return _Plain()
    if encoding.lower() in ("gzip", "x-gzip", "deflate"):
        return _Unzip()
    raise Refused("bad_packing")


def _headers(etag: str, last_modified: str) -> dict[str, str]:
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


class _Adapter(IPFilterAdapter):
    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host_params, pool_kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        address = ip_address(host_params["host"].strip("[]"))
        if any(address in network for network in ALSO_BLOCKED if not address.is_loopback):
            raise InvalidIPAddress(address)
        return host_params, pool_kwargs


def _session(allow_loopback: bool) -> HTTPSession:
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=allow_loopback,
        never_redirect=True,
        default_timeout=(CONNECT_SECONDS, READ_SECONDS),
        user_agent_override=USER_AGENT,
    )
    session = HTTPSession(config)
    # The environment's proxies and netrc would lead around the filter.
    session.trust_env = False
    for scheme in ("http", "https"):
        session.mount(f"{scheme}://", _Adapter(is_https_proto=scheme == "https", allow_loopback=allow_loopback))
    return session


def _code(error: Exception) -> str:
    if isinstance(error, InvalidIPAddress):
        return "forbidden_address"
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate"
    if isinstance(error, (requests.Timeout, TimeoutError)):
        return "timeout"
    if isinstance(error, (IncompleteRead, ProtocolError)):
        return "cut_off"
    if isinstance(error, zlib.error):
        return "bad_packing"
    if isinstance(error, (requests.RequestException, HTTPError, OSError)):
        return "timeout" if "timed out" in str(error) else "unreachable"
    if isinstance(error, (ValueError, UnicodeError)):
        return "bad_scheme"
    return "unreachable"


@contextmanager
def _silence() -> Iterator[None]:
    token = _fetching.set(True)
    try:
        yield
    finally:
        _fetching.reset(token)


def _not_fetching(record: logging.LogRecord) -> bool:
    return not _fetching.get()


# These name hosts and whole addresses in their records.
for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "requests_hardened.ip_filter"):
    logging.getLogger(_name).addFilter(_not_fetching)
