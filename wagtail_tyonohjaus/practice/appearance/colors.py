"""Colours: contrast as WCAG 2.2 measures it, and a whole palette from the few colours that an editor chooses."""

import re
from dataclasses import dataclass

#: Red, green and blue, each from 0 to 255.
Color = tuple[int, int, int]

WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)
#: Of text (WCAG 2.2, success criterion 1.4.3).
MINIMUM_CONTRAST = 4.5
#: Of body text, for tired eyes (success criterion 1.4.6).
BODY_CONTRAST = 7.0

_HEX = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_STEPS = 100


def parse_color(value: str) -> Color:
    """The colour of six hexadecimal digits, with or without ``#``. Raises ``ValueError`` for anything else."""
    match = _HEX.fullmatch(value)
    if match is None:
        raise ValueError(f"Not a colour of six hexadecimal digits: {value!r}")
    red, green, blue = (int(digits, 16) for digits in match.groups())
    return red, green, blue


def hex_of(color: Color) -> str:
    """The colour as CSS writes it, such as ``#1d5566``."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def digits_of(colors: "BaseColors") -> str:
    """The digits of background, brand and accent for a URL, such as ``fbf8f2-1d5566-94571b``."""
    return "-".join(hex_of(color)[1:] for color in (colors.background, colors.brand, colors.accent))


def luminance(color: Color) -> float:
    """The relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(value / 255) for value in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(first: Color, second: Color) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(first: Color, second: Color, share: float) -> Color:
    """``first`` with a ``share`` (0 to 1) of ``second``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def readable(color: Color, backgrounds: tuple[Color, ...], minimum: float = MINIMUM_CONTRAST) -> Color:
    """The colour nearest to ``color``, on the way to black or white, that can be read on all backgrounds.

    If there is none, it is black or white, whichever has more contrast.
    """
    end = text_on(backgrounds)
    for step in range(_STEPS):
        candidate = mix(color, end, step / _STEPS)
        if is_readable(candidate, backgrounds, minimum):
            return candidate
    return end


def is_readable(color: Color, backgrounds: tuple[Color, ...], minimum: float = MINIMUM_CONTRAST) -> bool:
    """Whether text of this colour has the ``minimum`` contrast on each of the backgrounds."""
    return all(contrast(color, background) >= minimum for background in backgrounds)


def text_on(backgrounds: tuple[Color, ...]) -> Color:
    """Black or white, whichever has more contrast on the backgrounds."""
    return max((BLACK, WHITE), key=lambda color: min(contrast(color, background) for background in backgrounds))


@dataclass(frozen=True)
class BaseColors:
    """The colours that an editor chooses: of the page, of links and buttons, and of decoration and small headings."""

    background: Color
    brand: Color
    accent: Color

    @property
    def is_light(self) -> bool:
        """Whether dark text is easier to read on the page than light text."""
        return text_on((self.background,)) == BLACK

    @property
    def backgrounds(self) -> tuple[Color, ...]:
        """Where text may stand: the page, cards, and tinted sections."""
        return self.background, self.surface, self.tinted

    @property
    def surface(self) -> Color:
        """The background of cards and fields."""
        return mix(self.background, WHITE, 0.6 if self.is_light else 0.06)

    @property
    def tinted(self) -> Color:
        """The background of tinted sections."""
        return mix(self.background, self.brand, 0.07)


def dark_palette(colors: BaseColors) -> dict[str, str]:
    """The palette for visitors who prefer dark pages; brand and accent are lightened until they can be read."""
    page = mix(mix(colors.brand, BLACK, 0.84), (18, 18, 18), 0.4)
    dark = BaseColors(page, colors.brand, colors.accent)
    dark = BaseColors(page, readable(colors.brand, dark.backgrounds, 6), readable(colors.accent, dark.backgrounds, 6))
    return palette(dark)


def palette(colors: BaseColors) -> dict[str, str]:
    """All colours that follow from those of an editor: names of CSS variables without ``--tyo-``, and their values."""
    end = BLACK if colors.is_light else WHITE
    text = readable(mix(colors.brand, end, 0.7), colors.backgrounds, BODY_CONTRAST)
    on_brand = text_on((colors.brand,))
    deep = mix(colors.brand, BLACK, 0.5) if colors.is_light else mix(colors.background, colors.brand, 0.14)
    variables = {
        "page-background": colors.background,
        "surface-color": colors.surface,
        "tinted-background": colors.tinted,
        "text-color": text,
        "muted-text-color": readable(mix(text, colors.background, 0.3), colors.backgrounds),
        "border-color": mix(colors.background, text, 0.18),
        "primary-color": colors.brand,
        "on-primary-color": on_brand,
        "primary-hover-color": mix(colors.brand, BLACK if on_brand == WHITE else WHITE, 0.25),
        "accent-color": colors.accent,
        "dark-background": deep,
        "on-dark-color": readable(mix(WHITE, colors.brand, 0.08), (deep,), BODY_CONTRAST),
    }
    return {name: hex_of(color) for name, color in variables.items()}
