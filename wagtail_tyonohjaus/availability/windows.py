"""From a supervisor's hours to stretches of UTC time that are open, before anything busy is taken out.

A piece is a plain tuple with the fields of ``schedule.Window``: loops over tuples are what makes the engine fast.
What a day yields depends on that day alone, never on the span asked for, so that a single slot can be checked by
opening its day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping
from operator import itemgetter

from ..intervals import EVER, Interval, merge
from .schedule import ExceptionRow, Hours, Rule, Terms, WeeklyRow
from .zone_offsets import DAY, Clock, Run, Turn, day_number

Piece = tuple[int, int, Terms, int, tuple[Turn, ...]]

_start = itemgetter(0)
_span = itemgetter(0, 1)
#: Monday of the week of 1970-01-01, as a day number: the rhythm of rows that hold every week.
_MONDAY = -3


def open_pieces(hours: Hours, rule: Rule, clock: Clock, first: int, last: int) -> list[Piece]:
    """Open time of the local days ``first`` to ``last`` (day numbers) that the rule admits, sorted by start.

    Pieces on equal terms neither overlap nor touch; pieces on different terms may overlap, but time reserved for crisis
    supervision is taken out of all other time, whether the rule admits it or not.
    """
    groups = _groups(hours, rule, clock, first, last)
    reserved = merge(piece[:2] for terms, pieces in groups.items() if terms.crisis for piece in pieces)
    admitted: list[list[Piece]] = []
    for terms, pieces in groups.items():
        if rule.admits(terms):
            joined = join(pieces)
            admitted.append(joined if terms.crisis or not reserved else carve(joined, reserved, 1, 1))
    return admitted[0] if len(admitted) == 1 else sorted((p for group in admitted for p in group), key=_span)


def _groups(hours: Hours, rule: Rule, clock: Clock, first: int, last: int) -> dict[Terms, list[Piece]]:
    special = _special_days(hours.exceptions, first, last)
    skipped = {day_number(day) for day in hours.holidays} | special.keys()
    runs, odd = clock.runs(first, last)
    groups: dict[Terms, list[Piece]] = {}
    for row in hours.weekly:
        if row.terms.crisis or rule.admits(row.terms):
            pieces = groups.setdefault(row.terms, [])
            for run in runs:
                pieces.extend(_regular(row, run, skipped))
            for day in odd:
                if day not in skipped and day in _days(row, day, day + 1):
                    pieces.extend(_on_day(clock, day, row.start, row.end, row.terms))
    for day, rows in special.items():
        for start, end, terms in rows:
            groups.setdefault(terms, []).extend(_on_day(clock, day, start, end, terms))
    return groups


def _days(row: WeeklyRow, first: int, stop: int) -> range:
    """Days in ``[first, stop)`` on which a row holds."""
    if row.valid_from is not None:
        first = max(first, day_number(row.valid_from))
    if row.valid_until is not None:
        stop = min(stop, day_number(row.valid_until) + 1)
    monday = _MONDAY if row.anchor is None else day_number(row.anchor) - row.anchor.weekday()
    period = 7 * row.every
    return range(first + (monday + row.weekday - first) % period, stop, period)


def _regular(row: WeeklyRow, run: Run, skipped: Container[int]) -> list[Piece]:
    first, stop, offset = run
    start, end, terms = row.start * 60 - offset, row.end * 60 - offset, row.terms
    days = _days(row, first, stop)
    return [(d * DAY + start, d * DAY + end, terms, d * DAY + start, ()) for d in days if d not in skipped]


def _on_day(clock: Clock, day: int, start: int, end: int, terms: Terms) -> list[Piece]:
    wall = day * DAY + start * 60
    begin, finish = clock.instant(wall), clock.instant(day * DAY + end * 60)
    if begin >= finish:
        return []
    anchor, turns = clock.turns(begin, finish, wall)
    return [(begin, finish, terms, anchor, turns)]


def _special_days(
    exceptions: Iterable[ExceptionRow], first: int, last: int
) -> Mapping[int, list[tuple[int, int, Terms]]]:
    """Hours of the days that have exceptions: an empty list is a closed day."""
    chosen: dict[int, tuple[int, list[ExceptionRow]]] = {}
    for row in exceptions:
        begin, end = day_number(row.first), day_number(row.last)
        for day in range(max(begin, first), min(end, last) + 1):
            days, rows = chosen.get(day, (EVER, []))
            if end - begin < days:
                chosen[day] = (end - begin, [row])
            elif end - begin == days:
                rows.append(row)
    return {day: _day_hours(rows) for day, (_, rows) in chosen.items()}


def _day_hours(rows: list[ExceptionRow]) -> list[tuple[int, int, Terms]]:
    hours = [(row.start, row.end, row.terms) for row in rows if row.start is not None and row.end is not None]
    return hours if len(hours) == len(rows) else []


def join(pieces: list[Piece]) -> list[Piece]:
    """Join pieces on equal terms that overlap or touch. Each part keeps its own grid of starts."""
    joined: list[Piece] = []
    chain: list[Piece] = []
    top = -EVER
    for piece in sorted(pieces, key=_start):
        if piece[0] > top:
            if chain:
                joined.append(_link(chain))
            chain, top = [piece], piece[1]
        elif piece[1] > top:
            chain.append(piece)
            top = piece[1]
    return [*joined, _link(chain)] if chain else joined


def _link(chain: list[Piece]) -> Piece:
    if len(chain) == 1:
        return chain[0]
    start, _, terms, anchor, first_turns = chain[0]
    turns = list(first_turns)
    for begin, _, _, its_anchor, its_turns in chain[1:]:
        while turns and turns[-1][0] >= begin:
            turns.pop()
        turns += [(begin, its_anchor, begin), *its_turns]
    return start, chain[-1][1], terms, anchor, tuple(turns)


def carve(pieces: Iterable[Piece], taken: list[Interval], step: int, shortest: int) -> list[Piece]:
    """Take normal intervals out of pieces sorted by start; drop what then has no room for a slot.

    ``step`` and ``shortest`` are seconds. Linear in pieces and intervals, as long as few pieces overlap.
    """
    rest: list[Piece] = []
    blocks = [*taken, (EVER, EVER)]
    i = 0
    for start, end, terms, anchor, turns in pieces:
        while blocks[i][1] <= start:
            i += 1
        j = i
        while start < end:
            block, after = blocks[j]
            stop = block if block < end else end
            if turns:
                rest.extend(_turning(start, stop, terms, anchor, turns, step, shortest))
            elif start + (anchor - start) % step + shortest <= stop:
                rest.append((start, stop, terms, anchor, turns))
            start = after
            j += 1
    return rest


def _turning(
    start: int, end: int, terms: Terms, anchor: int, turns: tuple[Turn, ...], step: int, shortest: int
) -> list[Piece]:
    """The piece with just the turns that matter to it (a year of nights and days has hundreds), if a slot fits."""
    low, high = bisect_right(turns, start, key=_start), bisect_left(turns, end, key=_start)
    piece = (start, end, terms, anchor, turns[max(low - 1, 0) : high])
    return [piece] if any(grid(piece, step, shortest)) else []


def grid(piece: Piece, step: int, length: int) -> list[range]:
    """The instants at which slots of a length can start in a piece, as ranges in order; seconds."""
    start, end, _, anchor, turns = piece
    stop = end - length + 1
    if not turns:
        return [range(start + (anchor - start) % step, stop, step)]
    parts = [(start, anchor, start), *turns]
    limits = [*(turn[0] for turn in turns), EVER]
    ranges = []
    for (_, origin, opens), limit in zip(parts, limits, strict=True):
        first = max(opens, start)
        ranges.append(range(first + (origin - first) % step, min(stop, limit), step))
    return ranges
