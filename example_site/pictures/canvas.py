"""A canvas that is drawn at double size and scaled down for smooth edges."""

import math
import random

from PIL import Image, ImageDraw

from .palettes import Colour, mix

SCALE = 2


class Canvas:
    """Coordinates are fractions of width and height from the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.width, self.height = width * SCALE, height * SCALE
        self.image = Image.new("RGB", (self.width, self.height))
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def finish(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.LANCZOS)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return x * self.width, y * self.height

    def gradient(self, top: Colour, bottom: Colour, start: float = 0, end: float = 1) -> None:
        first, last = round(start * self.height), round(end * self.height)
        for y in range(first, last):
            colour = mix(top, bottom, (y - first) / max(1, last - first))
            self.draw.line([(0, y), (self.width, y)], fill=colour)

    def polygon(self, points: list[tuple[float, float]], colour: Colour, opacity: float = 1) -> None:
        self.draw.polygon([self.point(x, y) for x, y in points], fill=(*colour, round(255 * opacity)))

    def disc(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 1, flat: float = 1) -> None:
        """``radius`` is a fraction of the width; ``flat`` below 1 draws a flatter ellipse."""
        cx, cy = self.point(x, y)
        rx, ry = radius * self.width, radius * self.width * flat
        self.draw.ellipse([cx - rx, cy - ry, cx + rx, cy + ry], fill=(*colour, round(255 * opacity)))

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        corner: float = 0,
        opacity: float = 1,
    ) -> None:
        corners = [*self.point(left, top), *self.point(right, bottom)]
        fill = (*colour, round(255 * opacity))
        self.draw.rounded_rectangle(corners, radius=corner * self.width, fill=fill)

    def line(self, points: list[tuple[float, float]], colour: Colour, width: float, opacity: float = 1) -> None:
        fill = (*colour, round(255 * opacity))
        self.draw.line([self.point(x, y) for x, y in points], fill=fill, width=round(width * self.width), joint="curve")


def ridge(seed: int, base: float, height: float, waves: int = 4) -> list[tuple[float, float]]:
    """A hill line from the left edge to the right, as a polygon down to the bottom edge."""
    chance = random.Random(seed)
    terms = [(chance.uniform(0.6, 2.6) * (n + 1), chance.uniform(0, math.tau), 1 / (n + 1)) for n in range(waves)]
    total = sum(weight for _, _, weight in terms)
    line = []
    for step in range(161):
        x = step / 160
        y = sum(weight * math.sin(speed * x * math.pi + phase) for speed, phase, weight in terms) / total
        line.append((x, base - height * (y + 1) / 2))
    return [*line, (1, 1), (0, 1)]


def curve(start: tuple, bend: tuple, end: tuple, steps: int = 32) -> list[tuple[float, float]]:
    """Points of a quadratic Bézier curve."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points
