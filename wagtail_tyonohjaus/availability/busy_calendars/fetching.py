"""Downloads a calendar from a URL that a user entered, without giving access to the site's own network.

On every hop the host name is resolved once, the IP address is checked, and the connection goes to that very address
(requests-hardened). So neither redirects nor changing DNS answers lead into a private network. Size, duration and
decompression are limited. URLs are secrets: they are in no exception and no log record of this module.
"""

import logging
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError

from ...ical.reading.errors import CalendarError
from ..url_schemes import fetchable_url

MAX_BYTES = 5 * 1024 * 1024
MAX_SECONDS = 15.0
MAX_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
CHUNK_BYTES = 16 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_COMPRESSIONS = frozenset({"gzip", "x-gzip", "br", "zstd", "compress"})
#: For zlib: a gzip or a zlib header.
_ANY_HEADER = 47
# Outlook answers user agents that contain "bot" with status 500.
USER_AGENT = "Mozilla/5.0 (compatible; wagtail-tyonohjaus; calendar subscription)"
# IPv6 that is in use on the Internet. Everything outside is refused: site-local addresses, and those that embed an
# IPv4 address, which a router of the site's own network may translate (RFC 4291, RFC 6052, RFC 7915).
GLOBAL_IPV6 = ip_network("2000::/3")
# Within it: special purposes with Teredo (RFC 4380), documentation, and 6to4 (RFC 3056).
EXTRA_BLOCKED_NETWORKS = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# The third 32 bits of an ISATAP address (RFC 5214), which embeds an IPv4 address under any prefix.
ISATAP_MARKS = frozenset({0x00005EFE, 0x02005EFE})

_fetching: ContextVar[bool] = ContextVar("fetching", default=False)


@dataclass(frozen=True, slots=True)
class CalendarResponse:
    """A successful response; ``body`` is None for a 304.

    ``is_delimited`` is false if only the end of the connection ended the body, so that it may be cut off.
    """

    body: bytes | None
    etag: str = ""
    last_modified: str = ""
    is_delimited: bool = True


def load_certificates() -> None:
    """Does once what the first connection by HTTPS of a process takes much longer for than the following ones."""
    ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


def fetch(url: str, etag: str = "", last_modified: str = "", *, allow_loopback: bool = False) -> CalendarResponse:
    """Downloads a calendar, conditionally if ``etag`` or ``last_modified`` is given. Raises ``CalendarError``."""
    deadline = time.monotonic() + MAX_SECONDS
    with _session(allow_loopback) as session, _no_request_logs():
        try:
            return _get(session, url, _headers(etag, last_modified), deadline)
        except CalendarError:
            raise
        except Exception as error:
            # From None, since the message of the cause contains the URL.
            raise CalendarError(_error_code(error)) from None


def _get(session: requests.Session, url: str, headers: dict[str, str], deadline: float) -> CalendarResponse:
    for _ in range(MAX_REDIRECTS + 1):
        _check_scheme(url)
        with session.get(url, headers=headers, stream=True, allow_redirects=False) as response:
            if response.status_code in (301, 302, 303, 307, 308):
                url = _redirect_url(url, response)
                continue
            is_conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
            return _read_response(response, deadline, is_conditional)
    raise CalendarError("too_many_redirects")


def _check_scheme(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise CalendarError("bad_scheme")


def _redirect_url(url: str, response: requests.Response) -> str:
    location = response.headers.get("Location")
    if not location:
        raise CalendarError("status", str(response.status_code))
    return fetchable_url(urljoin(url, location))


def _read_response(response: requests.Response, deadline: float, is_conditional: bool) -> CalendarResponse:
    # A 304 to an unconditional request says nothing: there is no earlier response that it could confirm.
    if response.status_code == 304 and is_conditional:
        return CalendarResponse(None)
    # 203: a proxy changed the response, such as one that scans it.
    if response.status_code not in (200, 203):
        raise CalendarError("status", str(response.status_code))
    headers = response.headers
    body = b"".join(_decoded(_body(response, deadline), headers.get("Content-Encoding", "")))
    is_delimited = (
        headers.get("Content-Length", "").isdecimal() or "chunked" in headers.get("Transfer-Encoding", "").lower()
    )
    return CalendarResponse(
        body, _validator(headers, "ETag", 255), _validator(headers, "Last-Modified", 80), is_delimited
    )


def _validator(headers: Mapping[str, str], name: str, max_length: int) -> str:
    """A header by which the next request is conditional (RFC 9110, section 8.8); blank if it can't be sent back.

    Cut off, it would match nothing. Control characters are not allowed, and PostgreSQL stores no NUL.
    """
    value = headers.get(name, "")
    return value if len(value) <= max_length and value.isprintable() else ""


def _body(response: requests.Response, deadline: float) -> Iterator[bytes]:
    """The body as sent, in chunks. Raises ``CalendarError`` if it is late or shorter than announced."""
    received = 0
    while True:
        if time.monotonic() > deadline:
            raise CalendarError("timeout")
        # At most one recv() per read: with a slow server, filling a whole chunk could take days.
        chunk = response.raw.read1(CHUNK_BYTES, decode_content=False)
        if not chunk:
            break
        received += len(chunk)
        yield chunk
    content_length = response.headers.get("Content-Length", "")
    if content_length.isdecimal() and received < int(content_length):
        raise CalendarError("truncated")


def _decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The decompressed body; stops at the size limit, however small the compressed body is."""
    remaining = MAX_BYTES
    for chunk in _decompressed(chunks, encoding):
        remaining -= len(chunk)
        if remaining < 0:
            raise CalendarError("too_big", str(MAX_BYTES // 1024**2))
        yield chunk


def _decompressed(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The first bytes decide: servers label plain bodies as gzip, and leave compressed ones without a label."""
    first = next(chunks, b"")
    while 0 < len(first) < len(_GZIP_MAGIC):
        following = next(chunks, b"")
        if not following:
            break
        first += following
    body = chain([first], chunks)
    if first.startswith(_GZIP_MAGIC):
        return _inflated(body)
    if encoding.lower() == "deflate":
        return _inflated(body)
    # Real servers send "UTF-8", "none" and "aws-chunked" with plain bodies.
    is_plain = encoding.lower() not in _COMPRESSIONS or first.lstrip(b"\xef\xbb\xbf \t\r\n")[:6].upper() == b"BEGIN:"
    if not is_plain:
        raise CalendarError("bad_encoding")
    return body


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompresses gzip, which may consist of several members (RFC 1952 section 2.2), and zlib streams."""
    stream = zlib.decompressobj(wbits=_ANY_HEADER)
    for data in chunks:
        while data:
            if stream.eof:
                stream = zlib.decompressobj(wbits=_ANY_HEADER)
            yield stream.decompress(data, CHUNK_BYTES)
            data = stream.unused_data.lstrip(b"\0") if stream.eof else stream.unconsumed_tail
        while not stream.eof and (rest := stream.decompress(b"", CHUNK_BYTES)):
            yield rest
    if not stream.eof:
        raise CalendarError("truncated")


def _headers(etag: str, last_modified: str) -> dict[str, str]:
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def is_blocked(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is refused although the filter of requests-hardened accepts it."""
    if address.version == 4:
        return False
    is_isatap = int(address) >> 32 & 0xFFFFFFFF in ISATAP_MARKS
    return is_isatap or address not in GLOBAL_IPV6 or any(address in network for network in EXTRA_BLOCKED_NETWORKS)


class _FilteringAdapter(IPFilterAdapter):
    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host_params, pool_kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        address = ip_address(host_params["host"].strip("[]"))
        # Loopback addresses have passed the filter only if the settings allow them.
        if not address.is_loopback and is_blocked(address):
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
    # Proxies and netrc of the environment would bypass the filter.
    session.trust_env = False
    session.mount("http://", _FilteringAdapter(is_https_proto=False, allow_loopback=allow_loopback))
    session.mount("https://", _FilteringAdapter(is_https_proto=True, allow_loopback=allow_loopback))
    return session


def _error_code(error: Exception) -> str:
    if isinstance(error, InvalidIPAddress):
        return "forbidden_address"
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate"
    if isinstance(error, (requests.Timeout, TimeoutError)):
        return "timeout"
    if isinstance(error, (IncompleteRead, ProtocolError)):
        return "truncated"
    if isinstance(error, zlib.error):
        return "bad_encoding"
    if isinstance(error, (requests.RequestException, HTTPError, OSError)):
        return "timeout" if "timed out" in str(error) else "unreachable"
    if isinstance(error, (ValueError, UnicodeError)):
        return "bad_scheme"
    return "unreachable"


@contextmanager
def _no_request_logs() -> Iterator[None]:
    token = _fetching.set(True)
    try:
        yield
    finally:
        _fetching.reset(token)


def _not_fetching(record: logging.LogRecord) -> bool:
    return not _fetching.get()


# These log hosts and whole URLs.
for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "requests_hardened.ip_filter"):
    logging.getLogger(_name).addFilter(_not_fetching)
