"""QR codes as inline SVG."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from ...late_imports import segno


def qr_code(text: str) -> SafeString:
    """The text for a phone's camera: no style, no script, black on white in any theme."""
    return _qr_code(text, get_language())


# Pages contain the code of their own URL in every response.
@lru_cache(maxsize=512)
def _qr_code(text: str, language: str | None) -> SafeString:
    svg = segno.make(text, error="m", micro=False).svg_inline(
        border=3, dark="#000", light="#fff", omitsize=True, svgclass="tyo-qr", lineclass=None, title=gettext("QR code")
    )
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308  (the library escapes the text)
