"""The themes of the package's own pages: structure, fonts and colours, chosen for each practice in the admin."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...registry import Registry
from .colors import BaseColors, parse_color

#: What a page consists of, and the variants of each that ``tyonohjaus.css`` has. A theme chooses one of each.
STRUCTURES = {
    "header": ("row", "centred", "stacked"),
    "hero": ("split", "centred", "cover", "stacked"),
    "cards": ("boxed", "rows", "tinted"),
    "sections": ("side", "single", "bands"),
    "footer": ("columns", "centred", "panel"),
}

#: Width and height of the picture that social media show.
PICTURE_SIZE = (1200, 630)


@dataclass(frozen=True)
class Theme:
    """One theme. ``tyonohjaus.css`` has its fonts, palettes and measures under the class ``tyo-theme-<name>``.

    ``background``, ``brand`` and ``accent`` (six hexadecimal digits with ``#``) repeat those of the style sheet, since
    the colours that an editor chooses are compared with them. ``description`` tells editors what it looks like.
    ``font`` is the static path of the WOFF2 file that every page needs, if any, and ``picture`` that of a PNG or JPEG
    of ``PICTURE_SIZE``, which social media show for pages without a photo.
    """

    name: str
    label: Any
    description: Any
    background: str
    brand: str
    accent: str
    font: str = ""
    header: str = "row"
    hero: str = "split"
    cards: str = "boxed"
    sections: str = "side"
    footer: str = "columns"
    picture: str = ""

    def __post_init__(self) -> None:
        for part, variants in STRUCTURES.items():
            if getattr(self, part) not in variants:
                raise ValueError(f"{part}: {getattr(self, part)!r} is not one of {', '.join(variants)}")
        self.base_colors()

    @property
    def classes(self) -> str:
        """The classes of the ``html`` element."""
        return " ".join(
            ["tyo-themed", f"tyo-theme-{self.name}", *(f"tyo-{part}-{getattr(self, part)}" for part in STRUCTURES)]
        )

    def base_colors(self, background: str = "", brand: str = "", accent: str = "") -> BaseColors:
        """The theme's colours, or those that replace them. Raises ``ValueError`` for anything but a colour."""
        return BaseColors(
            parse_color(background or self.background),
            parse_color(brand or self.brand),
            parse_color(accent or self.accent),
        )


_themes: Registry[Theme] = Registry("theme")


def register_theme(theme: Theme) -> None:
    """Add a theme of a project; its rules are in a style sheet of the setting ``STYLESHEETS``.

    Raises ``ImproperlyConfigured`` for a name that is not valid.
    """
    _themes.register(theme.name, theme)


def theme_choices(current: str = "") -> list[tuple[str, Any]]:
    """The names and labels of all themes. ``current`` is listed even if the project has removed it."""
    choices = [(theme.name, f"{theme.label}: {theme.description}") for theme in _themes]
    if current and _themes.get(current) is None:
        choices.append((current, _("“%(name)s” (not installed)") % {"name": current}))
    return choices


def get_theme(name: str) -> Theme | None:
    """The theme of this name; None if there is none, so that pages use the palette without a theme."""
    return _themes.get(name)


register_theme(
    Theme(
        "quiet",
        pgettext_lazy("theme", "Quiet"),
        _("serif headings, much space, an arched picture"),
        background="#fbf8f2",
        brand="#1d5566",
        accent="#94571b",
        font="wagtail_tyonohjaus/fonts/gelasio-latin.woff2",
        picture="wagtail_tyonohjaus/themes/quiet.png",
        footer="centred",
    )
)
register_theme(
    Theme(
        "warm",
        pgettext_lazy("theme", "Warm"),
        _("rounded shapes, everything centred in one column"),
        background="#fff8ec",
        brand="#8a3a1c",
        accent="#a8471f",
        font="wagtail_tyonohjaus/fonts/nunito-latin.woff2",
        picture="wagtail_tyonohjaus/themes/warm.png",
        header="centred",
        hero="centred",
        cards="tinted",
        sections="single",
    )
)
register_theme(
    Theme(
        "clear",
        pgettext_lazy("theme", "Clear"),
        _("straight lines, lists instead of boxes"),
        background="#ffffff",
        brand="#14553c",
        accent="#7a5a08",
        font="wagtail_tyonohjaus/fonts/public-sans-latin.woff2",
        picture="wagtail_tyonohjaus/themes/clear.png",
        cards="rows",
    )
)
register_theme(
    Theme(
        "strong",
        pgettext_lazy("theme", "Strong"),
        _("a dark header, a picture across the whole width, compact text"),
        background="#ffffff",
        brand="#12527a",
        accent="#0b6e77",
        font="wagtail_tyonohjaus/fonts/figtree-latin.woff2",
        picture="wagtail_tyonohjaus/themes/strong.png",
        header="stacked",
        hero="cover",
        sections="bands",
        footer="panel",
    )
)
register_theme(
    Theme(
        "editorial",
        pgettext_lazy("theme", "Editorial"),
        _("very large headings, pictures below them"),
        background="#fdf7f3",
        brand="#6a2f6d",
        accent="#b3421d",
        font="wagtail_tyonohjaus/fonts/fraunces-latin.woff2",
        picture="wagtail_tyonohjaus/themes/editorial.png",
        hero="stacked",
        cards="tinted",
        sections="side",
        footer="panel",
    )
)
