"""Frames: how jobs and results pass through the pipes between the site and a fetching process.

A frame is the number of the job and the length of the payload, each as 32 bits in network byte order, and the payload.
"""

import struct
from typing import BinaryIO

_HEADER = struct.Struct("!II")
#: A result with as many busy times as a calendar may have takes a seventh of it.
MAX_BYTES = 2 * 1024 * 1024


class FrameError(Exception):
    """The bytes are not a frame, or only the beginning of one."""


def write_frame(stream: BinaryIO, number: int, payload: bytes) -> None:
    """Raises ``OSError`` if nobody reads any more."""
    stream.write(_HEADER.pack(number, len(payload)) + payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[int, bytes] | None:
    """The number and the payload; None at the end of the stream. Raises ``FrameError``."""
    header = stream.read(_HEADER.size)
    if not header:
        return None
    if len(header) < _HEADER.size:
        raise FrameError
    number, length = _HEADER.unpack(header)
    if length > MAX_BYTES:
        raise FrameError
    payload = stream.read(length)
    if len(payload) < length:
        raise FrameError
    return number, payload
