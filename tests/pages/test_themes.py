"""Themes: known variables, contrast in light and dark, structure by classes, own colours under a URL of their own."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse

import wagtail_tyonohjaus
from tests.blocks.test_css_rules import parse
from tests.factories import make_practice, make_site
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.practice.appearance.colors import contrast, dark_palette, hex_of, parse_color
from wagtail_tyonohjaus.practice.appearance.themes import STRUCTURES, Theme, get_theme, register_theme, theme_choices
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = pytest.mark.django_db

STATIC = Path(wagtail_tyonohjaus.__file__).parent / "static/wagtail_tyonohjaus"
SHEET = STATIC / "tyonohjaus.css"
THEMES = ["quiet", "warm", "clear", "strong", "editorial"]
DARK = "@media (prefers-color-scheme: dark)"
#: Text and background in tyonohjaus.css.
PAIRS = [
    ("text-color", "page-background"),
    ("text-color", "tinted-background"),
    ("text-color", "surface-color"),
    ("muted-text-color", "page-background"),
    ("muted-text-color", "tinted-background"),
    ("muted-text-color", "surface-color"),
    ("muted-text-color", "alert-background"),
    ("primary-color", "page-background"),
    ("primary-color", "tinted-background"),
    ("primary-color", "surface-color"),
    ("primary-color", "alert-background"),
    ("on-primary-color", "primary-color"),
    ("on-primary-color", "primary-hover-color"),
    ("accent-color", "page-background"),
    ("accent-color", "surface-color"),
    ("accent-color", "tinted-background"),
    ("on-dark-color", "dark-background"),
    ("alert-color", "alert-background"),
    ("alert-color", "page-background"),
    ("alert-color", "surface-color"),
    ("text-color", "alert-background"),
    ("hero-text-color", "hero-background"),
    ("site-header-text-color", "site-header-background"),
]


def variables(selector: str, dark: bool = False) -> dict[str, str]:
    """The variables that the sheet's rules for a selector set, without ``--tyo-``."""
    rules = [
        rule
        for rule in parse(SHEET.read_text(encoding="utf-8"))
        if selector in rule.selectors and (DARK in rule.groups) == dark and len(rule.groups) == 1 + dark
    ]
    return {
        name.removeprefix("--tyo-"): value
        for rule in rules
        for name, value in rule.declarations
        if name.startswith("--tyo-")
    }


@pytest.fixture(params=THEMES)
def theme(request):
    return request.param


def defaults() -> dict[str, str]:
    return {
        **variables(":root"),
        **variables(".tyo"),
    }


def palette(theme: str, dark: bool) -> dict[str, str]:
    values = {**defaults(), **variables(f".tyo-theme-{theme}")}
    if dark:
        values |= {
            **variables(".tyo-themed", dark=True),
            **variables(f".tyo-theme-{theme}", dark=True),
        }
    return values


def resolve(values: dict[str, str], name: str):
    value = values[name]
    inner = re.fullmatch(r"var\(--tyo-([\w-]+)\)", value)
    if inner:
        return resolve(values, inner[1])
    if value == "transparent":
        return resolve(values, "page-background")
    digits = value.removeprefix("#")
    return parse_color("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_texts_of_every_theme_can_be_read(theme, dark):
    values = palette(theme, dark)
    ratios = {pair: contrast(*(resolve(values, name) for name in pair)) for pair in PAIRS}
    assert {pair: round(ratio, 1) for pair, ratio in ratios.items() if ratio < 4.5} == {}


def test_theme_sets_known_variables_only(theme):
    assert set(variables(f".tyo-theme-{theme}")) - set(defaults()) - {"body-font", "heading-font"} == set()


def test_style_sheet_and_editors_see_the_same_colours(theme):
    described, values = get_theme(theme), palette(theme, dark=False)
    colors = (described.background, described.brand, described.accent)
    names = ("page-background", "primary-color", "accent-color")
    assert colors == tuple(hex_of(resolve(values, name)) for name in names)


def test_font_of_a_theme_is_in_the_style_sheet(theme):
    file = get_theme(theme).font.removeprefix("wagtail_tyonohjaus/")
    assert f'url("{file}")' in SHEET.read_text(encoding="utf-8")


def test_dark_colours_of_a_theme_are_those_that_follow_from_its_own(theme):
    expected = dark_palette(get_theme(theme).base_colors())
    dark = palette(theme, dark=True)
    assert {name: hex_of(resolve(dark, name)) for name in expected} == expected


def test_every_structure_but_the_default_has_rules():
    css = SHEET.read_text(encoding="utf-8")
    variants = [f"{part}-{variant}" for part, names in STRUCTURES.items() for variant in names]
    without_rules = [variant for variant in variants if f".tyo-{variant} " not in css]
    assert without_rules == ["header-row", "hero-split", "cards-boxed", "sections-side", "footer-columns"]


def test_fonts_are_small_and_come_with_their_licence():
    css = SHEET.read_text(encoding="utf-8")
    files = re.findall(r'url\("fonts/([\w.-]+)"\)', css)
    families = {name.rsplit("-latin", 1)[0] for name in files}
    assert sorted(files) == sorted(path.name for path in (STATIC / "fonts").glob("*.woff2"))
    assert families == {path.name.removesuffix("-OFL.txt") for path in (STATIC / "fonts").glob("*-OFL.txt")}
    assert [name for name in files if (STATIC / "fonts" / name).stat().st_size > 41_000] == []
    assert all(
        'Reserved Font Name "' not in path.read_text().splitlines()[0] for path in (STATIC / "fonts").glob("*.txt")
    )
    assert css.count("font-display: swap") == len(files)


def head(client, page) -> str:
    return client.get(page.url).content.decode().partition("</head>")[0]


def test_page_has_the_classes_and_the_style_sheet_of_its_practice(client):
    home = make_home()
    assert "preload" not in head(client, home)
    make_practice(slug="harbour", theme="strong")
    text = head(client, home)
    font = (
        '<link rel="preload" href="/static/wagtail_tyonohjaus/fonts/figtree-latin.woff2" as="font" type="font/woff2" '
    )
    assert font in text
    classes = re.search(r'<html class="([^"]*)"', text)[1]
    assert classes == (
        "tyo tyo-practice-harbour tyo-themed tyo-theme-strong tyo-header-stacked tyo-hero-cover tyo-cards-boxed "
        "tyo-sections-bands tyo-footer-panel"
    )
    assert re.findall(r'rel="stylesheet" href="[^"]*/(\w+\.css)"', text) == ["tyonohjaus.css"]


def test_theme_that_is_no_longer_installed_leaves_the_page_whole(client):
    home = make_home()
    make_practice(slug="harbour", theme="removed", brand_color="#123456")
    text = head(client, home)
    assert 'class="tyo tyo-practice-harbour"' in text
    assert "colors/" not in text
    assert ("removed", "“removed” (not installed)") in [(name, str(label)) for name, label in theme_choices("removed")]


def test_own_colours_are_a_small_style_sheet_that_never_changes(client):
    home = make_home()
    make_practice(theme="quiet", brand_color="#402060")
    url = re.search(r'href="([^"]*/colors/[^"]*)"', head(client, home))[1]
    assert url.endswith("/colors/fbf8f2-402060-94571b.css")
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert len(response.content) <= 2048
    light, dark = parse(response.content.decode().replace("rules;", "rules;\n").replace(",tyo", ", tyo"))
    assert ("--tyo-primary-color", "#402060") in light.declarations
    assert (light.groups, dark.groups[1:]) == (
        ("@layer tyonohjaus.variables",),
        ("@media (prefers-color-scheme:dark)",),
    )


@pytest.mark.parametrize(
    "digits", ["ffffff-ffff00-94571b", "777777-000000-000000", "fbf8f2-402060", "fbf8f2-402060-zzzzzz"]
)
def test_there_is_no_style_sheet_of_colours_that_can_not_be_read(client, digits):
    make_home()
    assert client.get(f"/tyonohjaus/colors/{digits}.css").status_code == 404


def test_colours_need_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("wagtail_tyonohjaus:colors", args=["fbf8f2-402060-94571b"]))


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"theme": "", "brand_color": "#123456"}, "theme", "Choose a theme, or remove the colours"),
        (
            {"theme": "clear", "brand_color": "#ffd400"},
            "brand_color",
            "the contrast is 1.4 to 1, and 4.5 to 1 is needed",
        ),
        ({"theme": "clear", "accent_color": "#ffd400"}, "accent_color", "Choose a colour such as #"),
        ({"theme": "clear", "background_color": "#777777"}, "background_color", "Choose a lighter or a darker colour."),
        # The theme's own links on a background that does not suit them.
        ({"theme": "clear", "background_color": "#0a0a0a"}, "background_color", "is hard to read on the background"),
        ({"theme": "clear", "brand_color": "blue"}, "brand_color", "Enter a colour as six hexadecimal digits"),
    ],
)
def test_unreadable_colours_are_an_error_at_their_field(values, field, message):
    practice = make_practice()
    for name, value in values.items():
        setattr(practice, name, value)
    with pytest.raises(ValidationError) as error:
        practice.full_clean()
    assert list(error.value.message_dict) == [field]
    assert message in error.value.message_dict[field][0]


def test_suggested_colour_is_accepted():
    practice = make_practice(theme="clear", brand_color="#ffd400")
    with pytest.raises(ValidationError) as error:
        practice.full_clean()
    practice.brand_color = re.search(r"#[0-9a-f]{6}\.", error.value.message_dict["brand_color"][0])[0].rstrip(".")
    practice.full_clean()


def test_dark_page_with_light_colours_is_accepted():
    practice = make_practice(theme="quiet", background_color="#101820", brand_color="#9fd3e6", accent_color="#f0c987")
    practice.full_clean()


def test_stored_colours_that_can_not_be_read_are_replaced_by_those_of_the_theme(client):
    home = make_home()
    make_practice(theme="quiet", brand_color="#fafafa")
    assert "/colors/fbf8f2-1d5566-94571b.css" in head(client, home)


def test_preview_shows_the_front_page_with_the_theme_in_the_form(admin_client):
    site = make_site()
    make_practice(site, name="Harbour", theme="quiet")
    make_home()
    edit = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", site.pk])
    preview = reverse("wagtailsettings:preview_on_edit", args=["wagtail_tyonohjaus", "practicesettings", site.pk])
    form = admin_client.get(edit).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    for formset in form.formsets.values():
        data |= {
            f"{formset.prefix}-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        }
    posted = admin_client.post(preview, {**data, "theme": "editorial", "brand_color": "#402060"})
    assert posted.json() == {"is_valid": True, "is_available": True}
    shown = admin_client.get(preview)
    text = shown.content.decode()
    assert "tyo-theme-editorial" in text
    assert "/colors/fdf7f3-402060-b3421d.css" in text
    assert "private" in shown["Cache-Control"]
    assert PracticeSettings.objects.get(site=site).theme == "quiet"


def test_theme_of_a_project_is_offered_and_its_structure_checked():
    with pytest.raises(ValueError, match="'floating' is not one of row, centred, stacked"):
        Theme("harbour", "Harbour", "by the sea", "#ffffff", "#123456", "#123456", header="floating")
    with pytest.raises(ImproperlyConfigured):
        register_theme(Theme("Not a name", "Harbour", "by the sea", "#ffffff", "#123456", "#123456"))


def test_page_below_the_front_page_has_the_theme_too(client):
    page = make_page("StandardPage", make_home(), slug="about", title="About us")
    make_practice(theme="warm")
    assert "tyo-theme-warm" in head(client, page)
