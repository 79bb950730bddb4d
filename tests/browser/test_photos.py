"""Photos of each kind of page: of a modern format, in several widths, and in a place that is kept for them."""

import re

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "kuuntelo.localhost/",
    "kuuntelo.localhost/tyonohjaajat/",
    "kuuntelo.localhost/tyonohjaajat/aune-merisuvanto/",
    "vuolleranta.localhost/",
    "hehkupuu.localhost/",
    "rinnakulku.localhost/",
    "kaislapuro.localhost/",
]
# A photo may be cropped around its focal point, never stretched.
PHOTOS = """photos => photos.map(photo => ({
  html: photo.outerHTML.slice(0, 200),
  file: photo.currentSrc || photo.src,
  widths: ((photo.closest("picture")?.querySelector("source") || photo).srcset.match(/ \\d+w/g) || []).length,
  hasSizes: Boolean(photo.sizes),
  hasPlace: photo.width > 0 && photo.hasAttribute("width") && photo.hasAttribute("height"),
  fit: getComputedStyle(photo).objectFit,
}))"""


def test_photos_have_several_widths_a_modern_format_and_a_place(demo_port, open_page):
    page, wrong, number = open_page(), [], 0
    for host, _, path in (each.partition("/") for each in PAGES):
        page.goto(f"http://{host}:{demo_port}/{path}")
        for photo in page.locator("main img").evaluate_all(PHOTOS):
            number += 1
            is_modern = re.search(r"\.(webp|avif|svg)$", photo["file"])
            if not (is_modern and photo["widths"] >= 2 and photo["hasSizes"] and photo["hasPlace"]):
                wrong.append((page.url, photo))
    assert wrong == []
    assert number >= len(PAGES)
