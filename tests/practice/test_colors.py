"""Contrast is that of WCAG 2.2, and every palette that a practice can choose can be read."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wagtail_tyonohjaus.practice.appearance.colors import (
    BaseColors,
    contrast,
    dark_palette,
    hex_of,
    palette,
    parse_color,
    readable,
    text_on,
)
from wagtail_tyonohjaus.practice.appearance.readability import are_readable

colors = st.tuples(*[st.integers(0, 255)] * 3)
light = st.tuples(*[st.integers(225, 255)] * 3)
deep = st.tuples(*[st.integers(0, 110)] * 3)
#: Background, brand and accent: of colours drawn independently of the background, too few can be read on it.
chosen_colors = st.one_of(
    st.builds(BaseColors, light, *[st.tuples(*[st.integers(0, 150)] * 3)] * 2),
    st.builds(BaseColors, st.tuples(*[st.integers(0, 60)] * 3), *[st.tuples(*[st.integers(120, 255)] * 3)] * 2),
)
#: Text and background in tyonohjaus.css.
PAIRS = [
    ("text-color", "page-background", 7),
    ("text-color", "surface-color", 7),
    ("text-color", "tinted-background", 7),
    ("muted-text-color", "page-background", 4.5),
    ("muted-text-color", "surface-color", 4.5),
    ("muted-text-color", "tinted-background", 4.5),
    ("primary-color", "page-background", 4.5),
    ("primary-color", "surface-color", 4.5),
    ("primary-color", "tinted-background", 4.5),
    ("accent-color", "page-background", 4.5),
    ("accent-color", "tinted-background", 4.5),
    ("on-primary-color", "primary-color", 4.5),
    ("on-primary-color", "primary-hover-color", 4.5),
    ("on-dark-color", "dark-background", 4.5),
]


def expected_contrast(first, second):
    """With the tables of the standard's definition: sRGB components as the nearest of 256 known values."""
    lighter, darker = sorted((expected_luminance(first), expected_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def expected_luminance(color):
    weights = (2126, 7152, 722)
    linear = [value / 255 / 12.92 if value <= 10 else ((value + 14.025) / 269.025) ** 2.4 for value in color]
    return sum(weight * value for weight, value in zip(weights, linear, strict=True)) / 10_000


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#1d5566", "#1d5566", 1.0),
    ],
)
def test_known_contrasts(first, second, ratio):
    assert round(contrast(parse_color(first), parse_color(second)), 2) == ratio


@given(colors, colors)
def test_contrast_equals_the_definition_in_either_order(first, second):
    assert contrast(first, second) == pytest.approx(expected_contrast(first, second))
    assert contrast(first, second) == contrast(second, first)


@given(colors)
def test_a_colour_survives_being_written_and_read(color):
    assert parse_color(hex_of(color)) == color


@pytest.mark.parametrize("value", ["", "#fff", "red", "#1d556", "#1d55667", "#1d556g", "#1d5566\n", " #1d5566"])
def test_anything_but_six_hexadecimal_digits_is_refused(value):
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        parse_color(value)


@given(colors, light)
def test_a_suggested_colour_can_be_read(color, background):
    assert expected_contrast(readable(color, (background,)), background) >= 4.5


@given(deep, light)
def test_a_readable_colour_is_not_changed(color, background):
    assume(expected_contrast(color, background) >= 4.5)
    assert readable(color, (background,)) == color


@given(colors)
def test_text_is_black_or_white_whichever_has_more_contrast(background):
    chosen = expected_contrast(text_on((background,)), background)
    assert chosen == max(expected_contrast(end, background) for end in ((0, 0, 0), (255, 255, 255)))


@pytest.mark.parametrize("palette_of", [palette, dark_palette])
@given(chosen=chosen_colors)
def test_every_palette_of_readable_colours_can_be_read(palette_of, chosen):
    assume(are_readable(chosen))
    values = {name: parse_color(value) for name, value in palette_of(chosen).items()}
    ratios = {(text, ground): expected_contrast(values[text], values[ground]) for text, ground, _ in PAIRS}
    assert [(text, ground) for text, ground, least in PAIRS if ratios[text, ground] < least] == []
