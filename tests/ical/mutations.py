"""Damages calendar files: flipped bytes, and dropped, doubled, swapped and cut lines."""

import random

from tests.ical.case_files import FOLDER, read_cases

#: The bodies of all case files, by name.
BODIES = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.ics"))} | {
    case.name: case.body for case in read_cases()
}
PROTECTED = (b"BEGIN", b"END", b"DTSTART", b"DTEND", b"DURATION")
GARBAGE = [
    b"",
    b"::",
    b"\xff\xfe",
    b"2014-11-13T::",
    b"FREQ",
    b"9" * 40,
    b"=;=,",
    b"T240000Z",
    b"-1",
    b"00000000T000000Z",
    b"20261399T000000Z",
    b"FREQ=NEVER;UNTIL=20200101",
    b"P1",
    b"/",
]


def mutate(body: bytes, chance: random.Random) -> bytes:
    """The file with one to four random changes."""
    for _ in range(chance.randint(1, 4)):
        body = chance.choice([_flip_byte, _drop_line, _double_line, _swap_lines, _cut_line])(body, chance)
    return body


def spoil_detail(body: bytes, chance: random.Random) -> bytes | None:
    """The file with one property unreadable that is no start, end or length; None if it has no such property.

    Its value is replaced, or one of its parameters, or its name; without a SEQUENCE an event is the first version.
    """
    lines = body.split(b"\n")
    details = [
        number
        for number, line in enumerate(lines)
        if b":" in line and line[:1] != b" " and not line.upper().startswith(PROTECTED)
    ]
    if not details:
        return None
    number = chance.choice(details)
    head, _, value = lines[number].partition(b":")
    name = head.partition(b";")[0]
    lines[number] = chance.choice(
        [
            head + b":" + chance.choice(GARBAGE),
            name + b";TZID=Middle/Earth:" + value,
            name + b';VALUE="PERIOD":' + chance.choice(GARBAGE),
            (b"" if name == b"SEQUENCE" else b"X") + lines[number],
        ]
    )
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
