"""Content lines and values of iCalendar (RFC 5545 sections 3.1 and 3.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from time import gmtime, strftime
from urllib.parse import quote

PRODID = "-//wagtail-tyonohjaus//EN"
#: Octets of a line without its line break.
MAX_OCTETS = 75
#: Seconds after which clients are asked to fetch a feed again.
REFRESH_SECONDS = 3600
# Control characters are not allowed in TEXT (RFC 5545 section 3.3.11), lone surrogates not in UTF-8.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_URI_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]"
_URI = re.compile(rf"[\w.\-{re.escape(_URI_SAFE)}]*", re.ASCII)
_HOST = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?)([^/?#:@\[\]]+)")
_LOCAL_PART_SAFE = "!$&'*+-=^_`{|}~."
_DURATION_PARTS = ((3600, "H"), (60, "M"), (1, "S"))
DAY = 86400


def text_line(name: str, value: str) -> str:
    """A folded content line with a TEXT value."""
    return fold(f"{name}:{escape(value)}")


def list_line(name: str, values: tuple[str, ...]) -> str:
    """A folded content line with a list of TEXT values."""
    return fold(f"{name}:{','.join(map(escape, values))}")


def uri_line(name: str, uri: str) -> str:
    """A folded content line with a URI."""
    return fold(f"{name}:{ascii_uri(uri)}")


def ascii_uri(uri: str) -> str:
    """The URI percent-encoded where necessary (RFC 3986 section 2.1), without control characters; the host in IDNA."""
    return uri if _URI.fullmatch(uri) else quote(_with_ascii_host(_URI_UNPRINTABLE.sub("", uri)), safe=_URI_SAFE)


def ascii_address(email: str) -> str:
    """The e-mail address for a ``mailto`` URI (RFC 6068 section 2): the domain in IDNA, the rest percent-encoded."""
    local, at, domain = email.rpartition("@")
    return f"{quote(local, safe=_LOCAL_PART_SAFE)}{at}{_ascii_domain(domain)}"


def _with_ascii_host(uri: str) -> str:
    match = _HOST.match(uri)
    return f"{match[1]}{_ascii_domain(match[2])}{uri[match.end() :]}" if match else uri


def _ascii_domain(domain: str) -> str:
    """The domain in IDNA; unchanged if it is no valid name."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def clean_text(value: str) -> str:
    """The text with ``\\n`` as its only line break and without control characters."""
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", value))


def escape(value: str) -> str:
    """A TEXT value: cleaned, with backslashes, semicolons, commas and line breaks escaped."""
    return clean_text(value).translate(_ESCAPES)


def fold(line: str) -> str:
    """The line with CRLF, in pieces of at most 75 octets; no piece ends inside a character or an escape sequence."""
    if line.isascii():
        if len(line) <= MAX_OCTETS:
            return f"{line}\r\n"
        if "\\" not in line:
            starts = range(MAX_OCTETS, len(line), MAX_OCTETS - 1)
            return "\r\n ".join([line[:MAX_OCTETS], *[line[n : n + MAX_OCTETS - 1] for n in starts]]) + "\r\n"
    raw = line.encode()
    pieces, position, room = [], 0, MAX_OCTETS
    while len(raw) - position > room:
        end = _last_break(raw, position, position + room)
        pieces.append(raw[position:end])
        position, room = end, MAX_OCTETS - 1
    pieces.append(raw[position:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def _last_break(raw: bytes, start: int, end: int) -> int:
    """The last position up to ``end`` at which the line may be folded."""
    while raw[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end
    while backslashes > start and raw[backslashes - 1] == 0x5C:
        backslashes -= 1
    return end - (end - backslashes) % 2


def format_utc(epoch: int) -> str:
    """``20261120T203000Z`` for UTC epoch seconds."""
    # Days and times of day recur in a feed; formatting each of them once is three times as fast.
    return f"{utc_date(epoch // DAY)}T{utc_time(epoch % DAY)}"


@lru_cache(maxsize=4096)
def utc_date(day: int) -> str:
    """``20261120`` for a day counted from 1970-01-01."""
    return strftime("%Y%m%d", gmtime(day * DAY))


@lru_cache(maxsize=4096)
def utc_time(second: int) -> str:
    """``203000Z`` for a second of the day."""
    return strftime("%H%M%SZ", gmtime(second))


def format_duration(seconds: int) -> str:
    """``PT1H`` for 3600 (RFC 5545 section 3.3.6)."""
    days, rest = divmod(seconds, DAY)
    date = f"{days}D" if days else ""
    time = ""
    for size, letter in _DURATION_PARTS:
        count, rest = divmod(rest, size)
        time += f"{count}{letter}" if count else ""
    return f"P{date}" + (f"T{time}" if time else "" if days else "T0S")


def busy_lines(transparent: bool, status: str = "") -> str:
    """TRANSP, and the property that Outlook reads instead of it."""
    outlook = "FREE" if transparent else "TENTATIVE" if status == "TENTATIVE" else "BUSY"
    transp = "TRANSPARENT" if transparent else "OPAQUE"
    return f"TRANSP:{transp}\r\nX-MICROSOFT-CDO-BUSYSTATUS:{outlook}\r\n"
