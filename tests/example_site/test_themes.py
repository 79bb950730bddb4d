"""Themes set known variables and keep the text contrast."""

import re

import pytest

from example_site.content import SLUGS

PACKAGE_CSS = "wagtail_tyonohjaus/static/wagtail_tyonohjaus"
DECLARATION = re.compile(r"^\s*(--[\w-]+|[\w-]+)\s*:\s*([^;]+);", re.MULTILINE)
# Text and background variables used together in blocks.css and pages.css.
PAIRS = [
    ("text-color", "page-background"),
    ("text-color", "tinted-background"),
    ("text-color", "surface-color"),
    ("muted-text-color", "page-background"),
    ("muted-text-color", "tinted-background"),
    ("muted-text-color", "surface-color"),
    ("primary-color", "page-background"),
    ("primary-color", "tinted-background"),
    ("primary-color", "surface-color"),
    ("on-primary-color", "primary-color"),
    ("on-primary-color", "primary-hover-color"),
    ("accent-color", "page-background"),
    ("accent-color", "surface-color"),
    ("accent-color", "tinted-background"),
    ("on-dark-color", "dark-background"),
    ("alert-color", "alert-background"),
    ("text-color", "alert-background"),
    ("hero-text-color", "hero-background"),
    ("site-header-text-color", "site-header-background"),
]


def declarations(css: str) -> dict[str, str]:
    return dict(DECLARATION.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def first_rule(css: str, selector: str) -> dict[str, str]:
    return declarations(css.partition(selector)[2].partition("}")[0])


@pytest.fixture
def defaults(root) -> dict[str, str]:
    return {
        **first_rule((root.parent / PACKAGE_CSS / "blocks.css").read_text(), ":root {"),
        **first_rule((root.parent / PACKAGE_CSS / "pages.css").read_text(), ":root {"),
        **first_rule((root.parent / PACKAGE_CSS / "pages.css").read_text(), ".tyo {"),
    }


@pytest.fixture(params=SLUGS)
def theme(request, root) -> tuple[str, str]:
    return request.param, (root / f"static/example_site/themes/{request.param}.css").read_text()


def test_theme_is_one_rule_with_known_variables(theme, defaults):
    slug, css = theme

    assert re.findall(r"^(\S.*) \{$", css, re.MULTILINE) == [f".tyo-practice-{slug}"]
    assert set(declarations(css)) - set(defaults) == set()


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_text_contrast_is_sufficient(theme, defaults, pair):
    colours = {**defaults, **declarations(theme[1])}
    text, background = (resolve(colours, name) for name in pair)

    assert contrast(text, background) >= 4.5


def resolve(colours: dict[str, str], name: str) -> str:
    value = colours[f"--tyo-{name}"]
    inner = re.fullmatch(r"var\(--tyo-([\w-]+)\)", value)
    if inner:
        return resolve(colours, inner[1])
    return resolve(colours, "page-background") if value == "transparent" else value


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(code: str) -> float:
    digits = code.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
