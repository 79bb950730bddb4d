"""Damages calendar files: flipped bytes, and dropped, doubled, swapped and cut lines."""

import random
from pathlib import Path

CASES = sorted((Path(__file__).parent / "cases").glob("*.ics"))
PROTECTED = (b"BEGIN", b"END", b"DTSTART", b"DTEND", b"DURATION", b"UID")


def mutate(body: bytes, chance: random.Random) -> bytes:
    """The file with one to four random changes."""
    for _ in range(chance.randint(1, 4)):
        body = chance.choice([_flip_byte, _drop_line, _double_line, _swap_lines, _cut_line])(body, chance)
    return body


def spoil_detail(body: bytes, chance: random.Random) -> bytes | None:
    """The file with one property unreadable that is no start, end or length; None if it has no such property."""
    lines = body.split(b"\n")
    details = [
        number
        for number, line in enumerate(lines)
        if b":" in line and line[:1] != b" " and not line.upper().startswith(PROTECTED)
    ]
    if not details:
        return None
    number = chance.choice(details)
    head = lines[number].partition(b":")[0]
    garbage = chance.choice([b"", b"::", b"\xff\xfe", b"2014-11-13T::", b"FREQ", b"9" * 40, b"=;=,", b"T240000Z"])
    lines[number] = head + b":" + garbage
    return b"\n".join(lines)


def _flip_byte(body: bytes, chance: random.Random) -> bytes:
    if not body:
        return body
    position = chance.randrange(len(body))
    return body[:position] + bytes([body[position] ^ (1 << chance.randrange(8))]) + body[position + 1 :]


def _lines(body: bytes, chance: random.Random) -> tuple[list[bytes], int]:
    lines = body.split(b"\n")
    return lines, chance.randrange(len(lines))


def _drop_line(body: bytes, chance: random.Random) -> bytes:
    lines, number = _lines(body, chance)
    return b"\n".join(lines[:number] + lines[number + 1 :])


def _double_line(body: bytes, chance: random.Random) -> bytes:
    lines, number = _lines(body, chance)
    return b"\n".join([*lines[:number], lines[number], *lines[number:]])


def _swap_lines(body: bytes, chance: random.Random) -> bytes:
    lines, number = _lines(body, chance)
    other = chance.randrange(len(lines))
    lines[number], lines[other] = lines[other], lines[number]
    return b"\n".join(lines)


def _cut_line(body: bytes, chance: random.Random) -> bytes:
    lines, number = _lines(body, chance)
    lines[number] = lines[number][: chance.randint(0, len(lines[number]))]
    return b"\n".join(lines)
