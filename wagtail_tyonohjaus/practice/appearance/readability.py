"""The colours that a practice has chosen for its pages, and whether they can be read."""

from dataclasses import replace
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .colors import MINIMUM_CONTRAST, BaseColors, Color, contrast, hex_of, is_readable, readable, text_on
from .themes import Theme, get_theme

#: Of body text on the page. Few colours in the middle between black and white have it with neither.
BACKGROUND_CONTRAST = 11.0


class Appearance(Protocol):
    """What the settings of a practice have about its pages: the name of a theme, and colours or empty strings."""

    theme: str
    background_color: str
    brand_color: str
    accent_color: str


def has_own_colors(practice: Appearance) -> bool:
    """Whether the practice replaces any of its theme's colours."""
    return bool(practice.background_color or practice.brand_color or practice.accent_color)


def colors_of(practice: Appearance) -> BaseColors | None:
    """The colours of the practice's pages: its own, else its theme's; None without a theme.

    Colours that are stored but can't be read, as after a change of the theme, are replaced by the theme's, together.
    """
    theme = get_theme(practice.theme)
    if theme is None:
        return None
    try:
        colors = _chosen(practice, theme)
    except ValueError:
        return theme.base_colors()
    return colors if are_readable(colors) else theme.base_colors()


def page_classes(practice: Appearance) -> str:
    """The classes of the ``html`` element for the theme and colours of the practice; empty without a theme."""
    theme = get_theme(practice.theme)
    if theme is None:
        return ""
    return f"{theme.classes} tyo-own-colors" if has_own_colors(practice) else theme.classes


def are_readable(colors: BaseColors) -> bool:
    """Whether text, links and small headings have enough contrast on all backgrounds of the page."""
    return (
        _suits_text(colors.background)
        and is_readable(colors.brand, colors.backgrounds)
        and is_readable(colors.accent, colors.backgrounds)
    )


def validate_colors(practice: Appearance) -> None:
    """Raise ``ValidationError`` at the fields whose colours can't be read on the background."""
    theme = get_theme(practice.theme)
    if theme is None:
        _require_theme(practice)
        return
    try:
        colors = _chosen(practice, theme)
    except ValueError:  # reported by the validators of the fields
        return
    if not _suits_text(colors.background):
        raise ValidationError(
            {"background_color": _("Text is hard to read on this background. Choose a lighter or a darker colour.")}
        )
    errors = {}
    for name, color in (("brand_color", colors.brand), ("accent_color", colors.accent)):
        if not is_readable(color, colors.backgrounds):
            suggestion = suggested_brand(colors) if name == "brand_color" else readable(color, colors.backgrounds)
            errors[name if getattr(practice, name) else "background_color"] = _contrast_error(color, colors, suggestion)
    if errors:
        raise ValidationError(errors)


def _suits_text(background: Color) -> bool:
    return contrast(text_on((background,)), background) >= BACKGROUND_CONTRAST


def _chosen(practice: Appearance, theme: Theme) -> BaseColors:
    return theme.base_colors(practice.background_color, practice.brand_color, practice.accent_color)


def _require_theme(practice: Appearance) -> None:
    if has_own_colors(practice):
        raise ValidationError({"theme": _("Choose a theme, or remove the colours: they replace those of a theme.")})


def suggested_brand(colors: BaseColors) -> Color:
    """The readable colour nearest to the brand; tinted sections have a share of it, so they change with it."""
    suggestion = colors.brand
    # Ends with black or white at the latest, which can be read on every background that is accepted.
    while not is_readable(suggestion, replace(colors, brand=suggestion).backgrounds):
        suggestion = readable(suggestion, replace(colors, brand=suggestion).backgrounds)
    return suggestion


def _contrast_error(color: Color, colors: BaseColors, suggestion: Color) -> str:
    return _(
        "%(color)s is hard to read on the background: the contrast is %(contrast).1f to 1, and %(minimum)s to 1 is "
        "needed. Choose a colour such as %(suggestion)s."
    ) % {
        "color": hex_of(color),
        "contrast": min(contrast(color, background) for background in colors.backgrounds),
        "minimum": MINIMUM_CONTRAST,
        "suggestion": hex_of(suggestion),
    }
