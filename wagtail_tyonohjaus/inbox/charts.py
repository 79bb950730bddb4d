"""Pictures of numbers as SVG, made here: no script, no style of their own, a table beside them for every reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WIDTH = 640
ROW = 60
BAR = 18
# What a number takes beside a bar, and a date below a column, in the letters of a narrow screen.
VALUE_ROOM = 70
LABEL_ROOM = 130
LONGEST_LABEL = 50
COLUMN_HEIGHT = 180
FOOT = 32
TOP = 24


@dataclass(frozen=True)
class Bar:
    """A rectangle with its words, in the units of the picture's view box."""

    label: str
    value: str
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float
    value_x: float
    value_y: float
    labelled: bool = True


@dataclass(frozen=True)
class Chart:
    """``rows`` are the table's: label and value, as in the picture."""

    key: str
    title: str
    height: float
    bars: Sequence[Bar]
    vertical: bool
    width: int = WIDTH
    rows: Sequence[tuple[str, Any]] = field(default_factory=list)


def lying(key: str, title: Any, rows: Sequence[tuple[str, int]]) -> Chart:
    """A bar a row below its name, which may be long."""
    most = max((value for label, value in rows), default=0) or 1
    room = WIDTH - VALUE_ROOM
    bars = [_lying_bar(place, label, value, room * value / most) for place, (label, value) in enumerate(rows)]
    return Chart(key, title, ROW * len(rows) + 8, bars, False, rows=rows)


def standing(key: str, title: Any, rows: Sequence[tuple[str, int]]) -> Chart:
    """A column a row, for time that passes; labels are thinned out so that none covers the next."""
    most = max((value for label, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    every = ceil(LABEL_ROOM / step)
    bars = [
        _standing_bar(place, label, value, COLUMN_HEIGHT * value / most, step, place % every == 0)
        for place, (label, value) in enumerate(rows)
    ]
    return Chart(key, title, TOP + COLUMN_HEIGHT + FOOT, bars, True, rows=rows)


def _lying_bar(place: int, label: str, value: int, width: float) -> Bar:
    y = place * ROW + ROW - BAR
    return Bar(
        label=label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…",
        value=str(value),
        x=0,
        y=y,
        width=round(max(width, 1), 1),
        height=BAR,
        label_x=0,
        label_y=y - 7,
        value_x=round(max(width, 1) + 8, 1),
        value_y=y + BAR / 2 + 5,
    )


def _standing_bar(place: int, label: str, value: int, height: float, step: float, labelled: bool) -> Bar:
    x, middle = place * step + step * 0.15, place * step + step / 2
    top = TOP + COLUMN_HEIGHT - height
    return Bar(
        label=label,
        value=str(value),
        x=round(x, 1),
        y=round(top, 1),
        width=round(step * 0.7, 1),
        height=round(max(height, 0.5), 1),
        label_x=round(x, 1),
        label_y=TOP + COLUMN_HEIGHT + 22,
        value_x=round(middle, 1),
        value_y=round(top - 5, 1),
        labelled=labelled and x + LABEL_ROOM <= WIDTH,
    )
