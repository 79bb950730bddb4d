"""Draws the demo's pictures from seeds, which avoids binary files and licences."""

from io import BytesIO

from PIL import Image

from .palettes import PALETTES
from .portraits import portrait
from .scenes import SCENES

__all__ = ["draw_portrait", "draw_scene"]


def draw_scene(scene: str, palette: str, seed: int = 1) -> bytes:
    """JPEG bytes of a landscape picture (1440 by 810); ``scene`` is a key of ``SCENES``."""
    return _jpeg(SCENES[scene](PALETTES[palette], seed))


def draw_portrait(palette: str, seed: int, **features: object) -> bytes:
    """JPEG bytes of a square drawn portrait (640 by 640)."""
    return _jpeg(portrait(PALETTES[palette], seed, **features))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
