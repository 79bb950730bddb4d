"""Draws the pictures of the themes for social media: python docs/theme_pictures.py

Each is the theme in flat shapes of its own colours, without text, and shown for pages without a photo. Run it after a
change of a theme's colours and commit the files.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
STATIC = ROOT / "wagtail_tyonohjaus/static"
SIZE = WIDTH, HEIGHT = 1200, 630
# Drawn larger and reduced, so that edges are smooth.
SCALE = 4
COLORS = 48

Color = tuple[int, int, int]
Box = tuple[float, float, float, float]


class Canvas:
    """Shapes in the coordinates of the picture. ``tint`` is the brand colour, mixed with the background."""

    def __init__(self, background: str, brand: str, accent: str) -> None:
        self.background, self.brand, self.accent = (_rgb(color) for color in (background, brand, accent))
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), self.background)
        self._draw = ImageDraw.Draw(self.image)

    def tint(self, share: float) -> Color:
        """A colour between the background (0) and the brand colour (1)."""
        red, green, blue = (
            round(low + (high - low) * share) for low, high in zip(self.background, self.brand, strict=True)
        )
        return red, green, blue

    def rectangle(self, box: Box, color: Color, radius: float = 0) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius=radius * SCALE, fill=color)

    def circle(self, x: float, y: float, radius: float, color: Color) -> None:
        self._draw.ellipse(_scaled((x - radius, y - radius, x + radius, y + radius)), fill=color)

    def arch(self, box: Box, color: Color) -> None:
        """A rectangle whose upper edge is a half circle."""
        left, top, right, bottom = box
        radius = (right - left) / 2
        self.circle(left + radius, top + radius, radius, color)
        self.rectangle((left, top + radius, right, bottom), color)

    def finished(self) -> Image.Image:
        """The picture in its size, with few colours."""
        return self.image.resize(SIZE, Image.Resampling.LANCZOS).quantize(COLORS, dither=Image.Dither.NONE)


def quiet(canvas: Canvas) -> None:
    """Arches with much space around them."""
    canvas.arch((690, 110, 990, HEIGHT), canvas.tint(0.16))
    canvas.arch((760, 210, 920, HEIGHT), canvas.brand)
    canvas.circle(330, 315, 60, canvas.accent)
    canvas.rectangle((200, 424, 460, 430), canvas.tint(0.3))


def warm(canvas: Canvas) -> None:
    """Two round figures in the middle."""
    canvas.circle(600, 700, 420, canvas.tint(0.14))
    for x, color in ((470, canvas.brand), (730, canvas.accent)):
        canvas.circle(x, 330, 62, color)
        canvas.arch((x - 105, 415, x + 105, HEIGHT), color)


def clear(canvas: Canvas) -> None:
    """Straight lines, as those of a list."""
    canvas.rectangle((0, 0, 26, HEIGHT), canvas.brand)
    for row, width in enumerate((760, 520, 680, 440)):
        top = 130 + row * 110
        canvas.rectangle((140, top, 176, top + 36), canvas.accent if row == 0 else canvas.tint(0.35))
        canvas.rectangle((220, top + 10, 220 + width, top + 26), canvas.brand if row == 0 else canvas.tint(0.25))


def strong(canvas: Canvas) -> None:
    """A dark field with large overlapping circles."""
    canvas.rectangle((0, 0, WIDTH, HEIGHT), canvas.brand)
    canvas.circle(880, 250, 330, canvas.tint(0.72))
    canvas.circle(560, 560, 240, canvas.accent)
    canvas.rectangle((0, 590, WIDTH, HEIGHT), canvas.background)


def editorial(canvas: Canvas) -> None:
    """A very large disc cut by the edge, beside a column with a rule."""
    canvas.circle(250, 420, 400, canvas.tint(0.12))
    canvas.circle(300, 360, 220, canvas.brand)
    canvas.rectangle((700, 120, 1080, 132), canvas.accent)
    for row, width in enumerate((380, 300, 380, 220)):
        top = 220 + row * 80
        canvas.rectangle((700, top, 700 + width, top + 14), canvas.tint(0.3))


DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "quiet": quiet,
    "warm": warm,
    "clear": clear,
    "strong": strong,
    "editorial": editorial,
}


def draw(name: str) -> Image.Image:
    """The picture of a theme, in the colours with which it is registered."""
    from wagtail_tyonohjaus.practice.appearance.themes import get_theme

    theme = get_theme(name)
    if theme is None:
        raise LookupError(name)
    canvas = Canvas(theme.background, theme.brand, theme.accent)
    DRAWINGS[name](canvas)
    return canvas.finished()


def main() -> None:
    """Write all pictures."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    from wagtail_tyonohjaus.practice.appearance.themes import get_theme

    for name in DRAWINGS:
        theme = get_theme(name)
        if theme is not None:
            draw(name).save(STATIC / theme.picture, optimize=True)


def _rgb(color: str) -> Color:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def _scaled(box: Box) -> Box:
    left, top, right, bottom = (value * SCALE for value in box)
    # Pillow draws the right and lower edges, too.
    return left, top, right - 1, bottom - 1


if __name__ == "__main__":
    main()
