"""Charts as SVG."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.charts import assert_charts_are_accessible, charts_of
from wagtail_tyonohjaus.practice.admin.pictures.charts import (
    MAX_SERIES,
    WIDTH,
    Table,
    figure_text,
    horizontal_bar_chart,
    link_chart,
    matrix_chart,
    stacked_bar_chart,
)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
numbers = st.integers(0, 10**6) | st.floats(0, 10**6).map(lambda number: round(number, 2))
NAMES = ["One", "Two", "Three"]
rows_of_three = st.lists(st.tuples(texts, numbers, numbers, numbers), max_size=160)


def charts(rows):
    table = Table("key", "Title", ["Name", *NAMES], rows)
    cells = [(row[0], [row[1:]] * 8) for row in rows]
    return [
        horizontal_bar_chart("one", "Title", [row[:2] for row in rows], ("Name", "Value")),
        stacked_bar_chart("two", "Title", NAMES, table),
        matrix_chart("three", "Title", ["7 Dec"] * 8, cells, NAMES, table),
        link_chart("four", "Title", [(row[0], "Rule", False) for row in rows], table),
    ]


@given(rows_of_three)
def test_shapes_stay_inside_the_view_box(rows):
    for chart in charts(rows):
        for bar in chart.bars:
            assert bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.2 and bar.y >= 0 and bar.width >= 0
            assert bar.y + bar.height <= chart.height
        for label in chart.labels:
            assert 0 <= label.x <= WIDTH and 0 <= label.y <= chart.height and len(label.text) <= 50


@given(rows_of_three)
def test_series_of_a_bar_are_on_top_of_each_other(rows):
    chart = charts(rows)[1]
    by_place = {}
    for bar in chart.bars:
        by_place.setdefault(bar.x, []).append(bar)
    for bars in by_place.values():
        assert [bar.series for bar in bars] == sorted(bar.series for bar in bars)
        for lower, upper in zip(bars, bars[1:], strict=False):
            # Parts that are too thin to be seen are drawn half a unit high.
            assert abs(upper.y + upper.height - lower.y) <= 0.7


def test_lengths_are_in_proportion_to_the_values():
    table = Table("key", "Title", ["Name", *NAMES], [("A", 10, 20, 30), ("B", 0, 15, 0)])
    stacked = stacked_bar_chart("key", "Title", NAMES, table)
    assert [(bar.series, bar.height) for bar in stacked.bars] == [(0, 30), (1, 60), (2, 90), (1, 45)]
    matrix = matrix_chart("key", "Title", ["x"], [("A", [(10, 20, 30)])], NAMES, table)
    assert [round(bar.width / matrix.bars[0].width, 2) for bar in matrix.bars] == [1, 2, 3]


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_charts_are_well_formed_and_accessible_in_every_language(language):
    rows = [('<Aino & Bo> "x"', 1.5, 0, 2), ("B", 0, 1, 1)]
    with override(language):
        for chart in charts(rows):
            page = render_to_string("wagtail_tyonohjaus/practice/admin/_chart.html", {"chart": chart})
            assert_charts_are_accessible(page)
            assert "1,5" not in "".join(element.get("x", "") for element in charts_of(page)[0].iter())


def test_each_series_has_a_pattern_of_its_own():
    names = [f"Series {number}" for number in range(MAX_SERIES)]
    table = Table("key", "Title", ["Name", *names], [("A", *[1] * MAX_SERIES)])
    chart = stacked_bar_chart("key", "Title", names, table)
    assert len({series.pattern for series in chart.series}) == MAX_SERIES
    page = render_to_string("wagtail_tyonohjaus/practice/admin/_chart.html", {"chart": chart})
    assert page.count("<pattern ") == MAX_SERIES - 1


def test_figures_are_in_the_active_language():
    with override("fi"):
        assert [figure_text(value) for value in (1.26, 2.0, 3, None, "x")] == ["1,3", "2", "3", "–", "x"]
    with override("en"):
        assert figure_text(1.5) == "1.5"
