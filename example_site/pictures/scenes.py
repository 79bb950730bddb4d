"""Landscapes and rooms."""

import random

from PIL import Image

from .canvas import Canvas, curve, ridge
from .palettes import Palette, mix

WIDTH, HEIGHT = 1440, 810


def lake(p: Palette, seed: int) -> Image.Image:
    c = _sky(p, sun=(0.68, 0.36))
    _hills(c, p, seed, base=0.56)
    c.gradient(mix(p.ground, p.horizon, 0.45), p.ground, 0.56, 1)
    _glitter(c, p, seed)
    _reeds(c, p, seed, 0.02, 0.34)
    _reeds(c, p, seed + 1, 0.86, 1.0)
    return c.finish()


def tree(p: Palette, seed: int) -> Image.Image:
    c = _sky(p, sun=(0.36, 0.4))
    _hills(c, p, seed, base=0.78)
    c.polygon(ridge(seed + 9, 0.9, 0.12, 2), p.ground)
    c.polygon([(0.335, 0.9), (0.352, 0.42), (0.366, 0.42), (0.387, 0.9)], p.near)
    for bend in ((0.26, 0.36), (0.46, 0.33), (0.3, 0.26), (0.42, 0.25)):
        c.line(curve((0.36, 0.6), (0.36, 0.44), bend), p.near, 0.006)
    _leaves(c, p, seed)
    return c.finish()


def stones(p: Palette, seed: int) -> Image.Image:
    c = _sky(p, sun=(0.3, 0.26))
    _hills(c, p, seed, base=0.5)
    c.polygon(ridge(seed + 4, 0.56, 0.05, 3), mix(p.far, p.near, 0.6))
    _spruces(c, p, seed)
    c.gradient(mix(p.ground, p.light, 0.35), mix(p.ground, p.near, 0.25), 0.56, 1)
    _glitter(c, p, seed)
    _stepping_stones(c, p)
    return c.finish()


def bridge(p: Palette, seed: int) -> Image.Image:
    c = _sky(p, sun=(0.78, 0.3))
    _hills(c, p, seed, base=0.6)
    c.gradient(mix(p.ground, p.light, 0.5), p.ground, 0.66, 1)
    _arches(c, p)
    _glitter(c, p, seed, top=0.74)
    return c.finish()


def paths(p: Palette, seed: int) -> Image.Image:
    c = _sky(p, sun=(0.5, 0.32))
    _hills(c, p, seed, base=0.56)
    c.gradient(mix(p.far, p.horizon, 0.25), p.ground, 0.56, 1)
    _path(c, 0.455, 0.26, 0.14, mix(p.accent, p.light, 0.15))
    _path(c, 0.535, 0.62, 0.14, mix(p.horizon, p.light, 0.4))
    _bushes(c, p, seed)
    return c.finish()


def room(p: Palette, seed: int) -> Image.Image:
    c = Canvas(WIDTH, HEIGHT)
    c.gradient(mix(p.wall, p.light, 0.5), p.wall, 0, 0.76)
    c.gradient(mix(p.wall, p.accent, 0.3), mix(p.wall, p.near, 0.3), 0.76, 1)
    _window(c, p, seed)
    c.disc(0.5, 0.88, 0.3, mix(p.wall, p.accent, 0.55), flat=0.13)
    _chair(c, p.near, 0.27, facing=1)
    _chair(c, mix(p.far, p.near, 0.25), 0.73, facing=-1)
    _table(c, p)
    _plant(c, p, seed)
    return c.finish()


def _sky(p: Palette, sun: tuple[float, float]) -> Canvas:
    c = Canvas(WIDTH, HEIGHT)
    c.gradient(p.sky, p.horizon, 0, 0.7)
    c.gradient(p.horizon, p.horizon, 0.7, 1)
    for radius, opacity in ((0.16, 0.12), (0.115, 0.18), (0.08, 0.3), (0.05, 1)):
        c.disc(*sun, radius, p.light, opacity)
    return c


def _hills(c: Canvas, p: Palette, seed: int, base: float) -> None:
    for layer in range(4):
        colour = mix(mix(p.horizon, p.far, 0.45), mix(p.far, p.near, 0.35), layer / 3)
        c.polygon(ridge(seed * 7 + layer, base - 0.09 + layer * 0.035, 0.22 - layer * 0.045), colour)


def _glitter(c: Canvas, p: Palette, seed: int, top: float = 0.6) -> None:
    chance = random.Random(seed)
    for _ in range(70):
        y = top + (1 - top) * chance.random() ** 1.4
        x, length = chance.uniform(-0.05, 1), chance.uniform(0.03, 0.14) * (0.5 + y)
        c.line([(x, y), (x + length, y)], p.light, 0.0014 + 0.0018 * (y - top), 0.12 + 0.25 * chance.random())


def _reeds(c: Canvas, p: Palette, seed: int, left: float, right: float) -> None:
    chance = random.Random(seed)
    for number in range(int(90 * (right - left)) + 6):
        x, height = chance.uniform(left, right), chance.uniform(0.18, 0.44)
        tip = (x + chance.uniform(-0.02, 0.035), 1.02 - height)
        stem = curve((x, 1.02), (x, 1 - height * 0.5), tip)
        c.line(stem, mix(p.near, p.accent, chance.uniform(0, 0.35)), 0.0022)
        if number % 3 == 0:
            c.line([stem[-5], tip], mix(p.accent, p.near, 0.45), 0.0065)


def _leaves(c: Canvas, p: Palette, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(420):
        x, y = chance.gauss(0.36, 0.068), chance.gauss(0.3, 0.085)
        colour = mix(p.accent, p.ground, chance.random() ** 1.3)
        c.disc(x, y, chance.uniform(0.006, 0.019), mix(colour, p.light, chance.uniform(0, 0.3)), 0.85)
    for _ in range(26):
        c.disc(chance.uniform(0.22, 0.55), chance.uniform(0.8, 0.95), 0.005, p.accent, 0.85, flat=0.6)


def _spruces(c: Canvas, p: Palette, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(46):
        x = chance.uniform(0, 0.4) if number % 2 else chance.uniform(0.68, 1)
        _spruce(c, x, 0.575, chance.uniform(0.09, 0.24), mix(p.near, p.far, chance.uniform(0, 0.35)))


def _spruce(c: Canvas, x: float, foot: float, height: float, colour: tuple) -> None:
    for tier in range(4):
        top, width = foot - height * (1 - tier * 0.2), height * (0.07 + tier * 0.045)
        c.polygon([(x, top), (x - width, top + height * 0.38), (x + width, top + height * 0.38)], colour)


def _stepping_stones(c: Canvas, p: Palette) -> None:
    for number in range(8):
        share = number / 7
        x, y = 0.56 - 0.2 * share + (0.025 if number % 2 else -0.025) * (0.4 + share), 0.6 + 0.34 * share**1.3
        radius = 0.012 + 0.055 * share**1.2
        c.disc(x, y + radius * 0.5, radius * 1.08, p.near, 0.25, flat=0.34)
        c.disc(x, y + radius * 0.2, radius, mix(p.near, p.far, 0.45), flat=0.36)
        c.disc(x, y, radius, mix(p.far, p.light, 0.45), flat=0.34)


def _arches(c: Canvas, p: Palette) -> None:
    stone, shade = mix(p.near, p.far, 0.1), mix(p.near, p.far, 0.35)
    c.box(0, 0.42, 1, 0.47, stone)
    c.box(0, 0.47, 1, 0.665, shade)
    for number in range(5):
        x = 0.1 + number * 0.2
        c.disc(x, 0.665, 0.083, mix(p.horizon, p.far, 0.28), flat=1.05)
        c.disc(x, 0.675, 0.083, mix(p.ground, p.near, 0.3), 0.5, flat=0.75)
    c.box(0, 0.668, 1, 0.69, stone)
    c.gradient(mix(p.ground, p.near, 0.12), p.ground, 0.69, 1)
    for number in range(5):
        c.disc(0.1 + number * 0.2, 0.69, 0.083, p.light, 0.22, flat=0.5)
    for number in range(11):
        c.box(0.045 + number * 0.09, 0.33, 0.048 + number * 0.09, 0.42, stone)
        c.disc(0.0465 + number * 0.09, 0.325, 0.007, p.light)


def _path(c: Canvas, far: float, bend: float, width: float, colour: tuple) -> None:
    near = bend - 0.02 if far < 0.5 else bend + 0.12
    left = curve((far - 0.006, 0.57), (bend, 0.7), (near - width, 1.02))
    right = curve((far + 0.006, 0.57), (bend + 0.06, 0.7), (near + width, 1.02))
    c.polygon([*left, *reversed(right)], colour)


def _bushes(c: Canvas, p: Palette, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        x = chance.choice((chance.uniform(0, 0.16), chance.uniform(0.84, 1), chance.uniform(0.42, 0.53)))
        y = chance.uniform(0.72, 1) if abs(x - 0.475) > 0.1 else chance.uniform(0.86, 1)
        c.disc(x, y, chance.uniform(0.01, 0.032), mix(p.near, p.ground, chance.random()), 0.9, flat=0.8)


def _window(c: Canvas, p: Palette, seed: int) -> None:
    view = SCENES["lake"](p, seed) if seed % 2 else SCENES["stones"](p, seed)
    left, top = c.point(0.31, 0.1)
    right, bottom = c.point(0.69, 0.58)
    frame = mix(p.light, p.wall, 0.2)
    c.box(0.298, 0.08, 0.702, 0.6, frame)
    c.image.paste(view.resize((int(right - left), int(bottom - top))), (int(left), int(top)))
    c.box(0.496, 0.1, 0.504, 0.58, frame)
    c.box(0.285, 0.6, 0.715, 0.625, mix(frame, p.near, 0.12))


def _chair(c: Canvas, colour: tuple, x: float, facing: int) -> None:
    dark = mix(colour, (0, 0, 0), 0.2)

    def box(left: float, top: float, right: float, bottom: float, fill: tuple, corner: float) -> None:
        edges = sorted((x + facing * left, x + facing * right))
        c.box(edges[0], top, edges[1], bottom, fill, corner)

    for leg in (-0.06, 0.075):
        box(leg, 0.83, leg + 0.008, 0.91, mix(dark, (0, 0, 0), 0.3), 0.002)
    box(-0.105, 0.46, -0.035, 0.85, colour, 0.03)
    box(-0.08, 0.69, 0.1, 0.85, dark, 0.02)
    box(-0.05, 0.65, 0.095, 0.73, mix(colour, (255, 255, 255), 0.1), 0.02)


def _table(c: Canvas, p: Palette) -> None:
    wood = mix(p.accent, p.near, 0.35)
    c.box(0.496, 0.76, 0.504, 0.88, wood)
    c.disc(0.5, 0.885, 0.035, wood, flat=0.16)
    c.disc(0.5, 0.755, 0.062, mix(wood, p.light, 0.25), flat=0.2)
    for x in (0.475, 0.522):
        c.box(x - 0.009, 0.715, x + 0.009, 0.75, p.light, 0.004)


def _plant(c: Canvas, p: Palette, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(26):
        tip = (0.9 + chance.uniform(-0.075, 0.075), chance.uniform(0.36, 0.6))
        leaf = curve((0.9, 0.76), (0.9 + (tip[0] - 0.9) * 0.3, 0.52), tip)
        c.line(leaf, mix(p.near, p.far, chance.random() * 0.7), 0.005)
        c.disc(*tip, 0.011, mix(p.near, p.far, chance.random()), flat=1.4)
    c.polygon([(0.865, 0.74), (0.935, 0.74), (0.922, 0.9), (0.878, 0.9)], mix(p.accent, p.wall, 0.3))


SCENES = {"bridge": bridge, "lake": lake, "paths": paths, "room": room, "stones": stones, "tree": tree}
