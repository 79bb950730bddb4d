"""Colours of the pictures, by practice."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Mix two colours: ``share`` 0 is the first, 1 the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class Palette:
    sky: Colour
    horizon: Colour
    light: Colour
    far: Colour
    near: Colour
    ground: Colour
    accent: Colour
    wall: Colour


def _palette(*codes: str) -> Palette:
    return Palette(*(rgb(code) for code in codes))


PALETTES = {
    "kaislapuro": _palette("#a9c7d6", "#f3e3cf", "#fff3dc", "#7fa3ae", "#1f4d5c", "#86adb9", "#c98b4a", "#e6ded1"),
    "hehkupuu": _palette("#f6c99a", "#fdeccf", "#fff4d6", "#d98d5f", "#6b2f24", "#b4552f", "#e2a32e", "#f1dcc0"),
    "vuolleranta": _palette("#cfe3d8", "#f4f6ea", "#ffffff", "#7ba38d", "#143d2e", "#a9cbc4", "#d8a63a", "#e3e9e0"),
    "kuuntelo": _palette("#b9d3f0", "#e9f2fb", "#ffffff", "#6f97c9", "#12284c", "#8fb7dd", "#0e9aa7", "#e4ebf4"),
    "rinnakulku": _palette("#e9cfe0", "#fbeee6", "#fff7ee", "#b58bb0", "#432346", "#8d5f8c", "#e8744f", "#efe3ea"),
}
