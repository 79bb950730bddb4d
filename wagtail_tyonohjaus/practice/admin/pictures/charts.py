"""Charts as SVG without scripts or inline styles. The template adds the same figures as a table.

Series differ in colour and in pattern, both from classes of the style sheet, so that nobody needs to see colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise

from ...formatting import EN_DASH, format_short_date

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
MATRIX_ROW_HEIGHT = 56
CELL_GAP = 8
# A diagram of links: the texts of the left end before the lines, those of the right behind them.
LINK_ROW_HEIGHT = 32
LINK_START, LINK_END = 330, 385
MAX_NODE_LENGTH = 46
MAX_TARGET_LENGTH = 34

#: The paths of the patterns by the number of a series; the first is plain, and so are further ones.
PATTERNS = ("", "M0 6L6 0", "M2 3h2", "M0 3h6", "M3 0v6", "M0 0L6 6M0 6L6 0", "M0 0L6 6")
#: So many series can be told apart; more belong into one that is named "Other".
MAX_SERIES = len(PATTERNS)

Number = int | float
Text = str | Promise


@dataclass(frozen=True)
class Table:
    """Figures with a heading for each column; the first cell of each row names the row."""

    key: str
    title: Text
    headings: Sequence[Text]
    rows: Sequence[Sequence[Any]]

    @property
    def texts(self) -> list[list[str]]:
        """The rows as people read them."""
        return [[figure_text(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Bar:
    """A rectangle of a series; ``title`` says what it shows."""

    series: int
    x: float
    y: float
    width: float
    height: float
    title: str = ""


@dataclass(frozen=True)
class Label:
    """A text at a point. ``kind`` is part of its class: "label", "value", "column", or "middle" if it is centred."""

    text: str
    x: float
    y: float
    kind: str = "label"
    title: str = ""


@dataclass(frozen=True)
class Link:
    """A line between two points; ``is_marked`` ones show a problem."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_marked: bool = False


@dataclass(frozen=True)
class Series:
    """A line of the legend."""

    number: int
    name: Text
    pattern: str


@dataclass(frozen=True)
class Chart:
    """``table`` has the same figures; ``series`` is empty if there is only one."""

    key: str
    title: Text
    height: float
    bars: Sequence[Bar]
    labels: Sequence[Label]
    table: Table
    description: Text = ""
    links: Sequence[Link] = ()
    series: Sequence[Series] = field(default_factory=tuple)
    width: int = WIDTH


def figure_text(value: Any) -> str:
    """A number with one decimal if it is not whole, or a date, in the active language; other values as text."""
    if value is None:
        return EN_DASH
    if isinstance(value, float):
        # Django cuts further decimals off.
        rounded = round(value, 1)
        return number_format(rounded, 0 if rounded == int(rounded) else 1)
    return format_short_date(value) if isinstance(value, date) else str(value)


def horizontal_bar_chart(
    key: str, title: Text, rows: Sequence[tuple[str, Number]], headings: tuple[Text, Text], description: Text = ""
) -> Chart:
    """A bar for each row, with its label above it, so that labels may be long."""
    scale = (WIDTH - VALUE_WIDTH) / _largest(value for _label, value in rows)
    bars, labels = [], []
    for number, (label, value) in enumerate(rows):
        y, width = number * ROW_HEIGHT + ROW_HEIGHT - BAR_THICKNESS, max(scale * value, 1)
        bars.append(Bar(0, 0, y, round(width, 1), BAR_THICKNESS, f"{label}: {figure_text(value)}"))
        labels.append(Label(_shortened(label, MAX_LABEL_LENGTH), 0, y - 7))
        if value:
            labels.append(Label(figure_text(value), round(width + 8, 1), y + BAR_THICKNESS / 2 + 5, "value"))
    table = Table(key, title, headings, rows)
    return Chart(key, title, ROW_HEIGHT * len(rows) + 8, bars, labels, table, description)


def stacked_bar_chart(key: str, title: Text, names: Sequence[Text], table: Table, description: Text = "") -> Chart:
    """A vertical bar for each row of the table, for time series, with a part for each of ``names``.

    The cells behind the first are the values of the series, and may be followed by others. Some labels are left out, so
    that they do not overlap.
    """
    rows = [(figure_text(row[0]), row[1 : len(names) + 1]) for row in table.rows]
    scale, step = PLOT_HEIGHT / _largest(sum(values) for _label, values in rows), WIDTH / max(len(rows), 1)
    interval = ceil(LABEL_WIDTH / step)
    bars, labels = [], []
    for number, (label, values) in enumerate(rows):
        x = round(number * step + step * 0.15, 1)
        parts = _stack(label, names, values)
        top = MARGIN_TOP + PLOT_HEIGHT - scale * sum(values)
        bars += [
            Bar(series, x, round(MARGIN_TOP + PLOT_HEIGHT - scale * (start + value), 1), round(step * 0.7, 1), h, text)
            for series, start, value, text in parts
            if (h := round(max(scale * value, 0.5), 1))
        ]
        if number % interval == 0 and x + LABEL_WIDTH <= WIDTH:
            labels.append(Label(label, x, MARGIN_TOP + PLOT_HEIGHT + 22))
        if sum(values):
            middle = round(number * step + step / 2, 1)
            labels.append(Label(figure_text(sum(values)), middle, round(top - 5, 1), "middle"))
    height = MARGIN_TOP + PLOT_HEIGHT + MARGIN_BOTTOM
    return Chart(key, title, height, bars, labels, table, description, series=legend(names))


def matrix_chart(
    key: str,
    title: Text,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Sequence[Number]]]],
    names: Sequence[Text],
    table: Table,
    description: Text = "",
) -> Chart:
    """A small horizontal bar for each row and column, with a part for each of ``names``; all have the same scale."""
    step = WIDTH / max(len(columns), 1)
    scale = (step - CELL_GAP) / _largest(sum(cell) for _label, cells in rows for cell in cells)
    bars, labels = [], [Label(text, round(number * step, 1), 18, "column") for number, text in enumerate(columns)]
    for number, (label, cells) in enumerate(rows):
        y = MARGIN_TOP + number * MATRIX_ROW_HEIGHT
        labels.append(Label(_shortened(label, MAX_LABEL_LENGTH), 0, y + 24))
        for column, cell in enumerate(cells):
            bars += [
                Bar(series, round(column * step + scale * start, 1), y + 32, round(scale * value, 1), 16, text)
                for series, start, value, text in _stack(f"{label}, {columns[column]}", names, cell)
            ]
    height = MARGIN_TOP + MATRIX_ROW_HEIGHT * len(rows) + 8
    return Chart(key, title, height, bars, labels, table, description, series=legend(names))


def link_chart(
    key: str, title: Text, links: Sequence[tuple[str, str, bool]], table: Table, description: Text = ""
) -> Chart:
    """Two columns of texts, each once, and a line for each of ``links``: its ends, and whether it shows a problem."""
    ends = [list(dict.fromkeys(column)) for column in ([one for one, *_ in links], [other for _, other, _ in links])]
    height = LINK_ROW_HEIGHT * max(*map(len, ends), 1) + 8
    heights = [{text: round((n + 0.5) * height / len(column), 1) for n, text in enumerate(column)} for column in ends]
    labels = [Label(_shortened(text, MAX_NODE_LENGTH), 0, y + 5, "label", text) for text, y in heights[0].items()]
    labels += [
        Label(_shortened(text, MAX_TARGET_LENGTH), LINK_END + 8, y + 5, "label", text) for text, y in heights[1].items()
    ]
    lines = [Link(LINK_START, heights[0][one], LINK_END, heights[1][other], marked) for one, other, marked in links]
    return Chart(key, title, height, [], labels, table, description, lines)


def legend(names: Sequence[Text]) -> list[Series]:
    """The series in order; none for a single one, which the title names."""
    if len(names) < 2:
        return []
    return [Series(n, name, PATTERNS[n] if n < MAX_SERIES else "") for n, name in enumerate(names)]


def _stack(label: str, names: Sequence[Text], values: Sequence[Number]) -> list[tuple[int, Number, Number, str]]:
    """Number, start, length and title of each part that is not empty."""
    parts, start = [], 0.0
    for number, (name, value) in enumerate(zip(names, values, strict=False)):
        if value > 0:
            parts.append((number, start, value, f"{label}: {name} {figure_text(value)}"))
            start += value
    return parts


def _largest(values: Any) -> Number:
    return max(values, default=0) or 1


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
