"""Bar charts as SVG without scripts or inline styles. The template adds the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from django.utils.functional import Promise

# Lengths are in units of the SVG view box.
WIDTH = 640
ROW_HEIGHT = 60
BAR_THICKNESS = 18
# The width of a value beside a horizontal bar, and of a date below a vertical one, in the font size of narrow screens.
VALUE_WIDTH = 70
LABEL_WIDTH = 130
MAX_LABEL_LENGTH = 50
PLOT_HEIGHT = 180
MARGIN_BOTTOM = 32
MARGIN_TOP = 24


@dataclass(frozen=True)
class Bar:
    """A rectangle with the positions of its label and value."""

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
    has_label: bool = True


@dataclass(frozen=True)
class Chart:
    """``rows`` are the labels and values, for the table below the chart."""

    key: str
    title: str | Promise
    height: float
    bars: Sequence[Bar]
    vertical: bool
    width: int = WIDTH
    rows: Sequence[tuple[str, int]] = field(default_factory=list)


def horizontal_bar_chart(key: str, title: str | Promise, rows: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each row, with its label above it, so that labels may be long."""
    scale = (WIDTH - VALUE_WIDTH) / _largest_value(rows)
    bars = [_horizontal_bar(index, label, value, scale * value) for index, (label, value) in enumerate(rows)]
    return Chart(key, title, ROW_HEIGHT * len(rows) + 8, bars, False, rows=rows)


def vertical_bar_chart(key: str, title: str | Promise, rows: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each row, for time series. Some labels are left out, so that they do not overlap."""
    scale, step = PLOT_HEIGHT / _largest_value(rows), WIDTH / max(len(rows), 1)
    label_interval = ceil(LABEL_WIDTH / step)
    bars = [
        _vertical_bar(index, label, value, scale * value, step, index % label_interval == 0)
        for index, (label, value) in enumerate(rows)
    ]
    return Chart(key, title, MARGIN_TOP + PLOT_HEIGHT + MARGIN_BOTTOM, bars, True, rows=rows)


def _largest_value(rows: Sequence[tuple[str, int]]) -> int:
    return max((value for _label, value in rows), default=0) or 1


def _horizontal_bar(index: int, label: str, value: int, width: float) -> Bar:
    y = index * ROW_HEIGHT + ROW_HEIGHT - BAR_THICKNESS
    return Bar(
        label=label if len(label) <= MAX_LABEL_LENGTH else f"{label[: MAX_LABEL_LENGTH - 1]}…",
        value=str(value),
        x=0,
        y=y,
        width=round(max(width, 1), 1),
        height=BAR_THICKNESS,
        label_x=0,
        label_y=y - 7,
        value_x=round(max(width, 1) + 8, 1),
        value_y=y + BAR_THICKNESS / 2 + 5,
    )


def _vertical_bar(index: int, label: str, value: int, height: float, step: float, has_label: bool) -> Bar:
    x, middle = index * step + step * 0.15, index * step + step / 2
    top = MARGIN_TOP + PLOT_HEIGHT - height
    return Bar(
        label=label,
        value=str(value),
        x=round(x, 1),
        y=round(top, 1),
        width=round(step * 0.7, 1),
        height=round(max(height, 0.5), 1),
        label_x=round(x, 1),
        label_y=MARGIN_TOP + PLOT_HEIGHT + 22,
        value_x=round(middle, 1),
        value_y=round(top - 5, 1),
        has_label=has_label and x + LABEL_WIDTH <= WIDTH,
    )
