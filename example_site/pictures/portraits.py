"""Portraits of invented people, with varying hair, skin, clothes and glasses."""

import random

from PIL import Image

from .canvas import Canvas, curve
from .palettes import Palette, mix, rgb

SIZE = 640
SKINS = [rgb(code) for code in ("#f3d3bd", "#eac3a4", "#d9a983", "#b98058", "#8a5a3c")]
HAIRS = [rgb(code) for code in ("#3a2a22", "#6b4a32", "#a9773f", "#d6b77b", "#b9b4ae", "#8c3f24", "#20242b")]


def portrait(
    p: Palette,
    seed: int,
    hair: str = "short",
    skin: int = 0,
    tone: int = 0,
    glasses: bool = False,
    beard: bool = False,
) -> Image.Image:
    """``hair``: short, long, bun, bob, curly or bald; ``skin`` and ``tone`` are indexes of ``SKINS`` and ``HAIRS``."""
    c = Canvas(SIZE, SIZE)
    c.gradient(mix(p.sky, p.light, 0.35), mix(p.horizon, p.far, 0.25))
    c.disc(0.5, 0.52, 0.43, p.light, 0.35)
    face, colour = SKINS[skin], HAIRS[tone]
    _hair_behind(c, hair, colour)
    _shoulders(c, p, seed, face)
    _head(c, face)
    if beard:
        _beard(c, face, colour)
    _features(c, face, mix(colour, rgb("#20181a"), 0.5))
    _hair_front(c, hair, colour)
    if glasses:
        _glasses(c, p)
    return c.finish()


def _shoulders(c: Canvas, p: Palette, seed: int, face: tuple) -> None:
    chance = random.Random(seed)
    cloth = mix(p.near, chance.choice((p.far, p.accent, p.ground)), chance.uniform(0, 0.7))
    c.box(0.17, 0.76, 0.83, 1.3, cloth, 0.2)
    c.disc(0.5, 0.79, 0.135, mix(cloth, (255, 255, 255), 0.16), flat=0.5)
    c.box(0.425, 0.6, 0.575, 0.82, mix(face, (90, 40, 30), 0.16), 0.07)


def _head(c: Canvas, face: tuple) -> None:
    for x in (0.315, 0.685):
        c.disc(x, 0.46, 0.032, mix(face, (90, 40, 30), 0.1), flat=1.3)
    c.box(0.32, 0.24, 0.68, 0.7, face, 0.178)


def _features(c: Canvas, face: tuple, dark: tuple) -> None:
    for x in (0.43, 0.57):
        c.disc(x, 0.455, 0.014, dark)
        c.draw.arc(_around(c, x, 0.42, 0.042, 0.03), 200, 340, fill=dark, width=9)
        c.disc(x + (0.035 if x > 0.5 else -0.035), 0.535, 0.032, (225, 110, 95), 0.16)
    c.line([(0.5, 0.47), (0.489, 0.525), (0.506, 0.53)], mix(face, (90, 40, 30), 0.32), 0.008)
    c.draw.arc(_around(c, 0.5, 0.565, 0.062, 0.045), 25, 155, fill=(150, 62, 58), width=11)


def _around(c: Canvas, x: float, y: float, rx: float, ry: float) -> list[float]:
    return [*c.point(x - rx, y - ry), *c.point(x + rx, y + ry)]


def _beard(c: Canvas, face: tuple, colour: tuple) -> None:
    c.draw.pieslice(_around(c, 0.5, 0.53, 0.18, 0.18), 0, 180, fill=colour)
    c.box(0.395, 0.5, 0.605, 0.6, face, 0.05)


def _hair_behind(c: Canvas, hair: str, colour: tuple) -> None:
    if hair == "long":
        c.box(0.255, 0.19, 0.745, 0.86, colour, 0.2)
    elif hair == "bob":
        c.box(0.26, 0.19, 0.74, 0.67, colour, 0.16)
    elif hair == "bun":
        c.disc(0.5, 0.145, 0.095, colour)
        c.box(0.3, 0.2, 0.7, 0.5, colour, 0.18)
    elif hair == "curly":
        for x, y in ((0.3, 0.35), (0.7, 0.35), (0.27, 0.46), (0.73, 0.46), (0.36, 0.24), (0.64, 0.24), (0.5, 0.2)):
            c.disc(x, y, 0.095, colour)


def _hair_front(c: Canvas, hair: str, colour: tuple) -> None:
    if hair == "bald":
        return
    light = mix(colour, (255, 255, 255), 0.08)
    if hair == "short":
        c.draw.chord(_around(c, 0.5, 0.345, 0.192, 0.15), 180, 360, fill=colour)
        c.draw.chord(_around(c, 0.44, 0.275, 0.165, 0.085), 150, 350, fill=light)
        c.box(0.308, 0.31, 0.332, 0.42, colour, 0.01)
        c.box(0.668, 0.31, 0.692, 0.42, colour, 0.01)
    elif hair == "curly":
        for step in range(6):
            c.disc(0.34 + step * 0.064, 0.262 + (0.02 if step % 2 else 0), 0.06, light if step % 2 else colour)
    else:
        _parting(c, colour, light, 0.5 if hair == "bun" else 0.43)


def _parting(c: Canvas, colour: tuple, light: tuple, part: float) -> None:
    for side, shade in ((0.305, colour), (0.695, light)):
        inner = curve((part, 0.225), ((part + side) / 2, 0.34), (side + (0.5 - side) * 0.07, 0.45))
        outer = curve((side, 0.45), (side, 0.2), (part, 0.185))
        c.polygon([*inner, *outer], shade)


def _glasses(c: Canvas, p: Palette) -> None:
    frame = mix(p.near, (20, 20, 25), 0.5)
    for x in (0.43, 0.57):
        c.draw.ellipse(_around(c, x, 0.457, 0.058, 0.054), outline=frame, width=9)
    c.line([(0.486, 0.45), (0.514, 0.45)], frame, 0.007)
