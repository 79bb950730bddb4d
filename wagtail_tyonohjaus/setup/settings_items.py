"""Fills in the practice's settings. What somebody has entered stays."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from wagtail.models import Locale

from ..practice.models import PracticeSettings
from .workspace import Item, Workspace, content_code, uses_locales

FIELDS = ("name", "phone", "email", "time_zone", "holiday_country", "fallback_recipients", "theme")


def locale_items(work: Workspace) -> Iterator[Item]:
    """The languages of the pages, if the site has pages in several."""
    for language in work.page_languages if uses_locales() else ():
        code = content_code(language)
        yield Item(
            f"locale:{language}",
            Locale._meta.verbose_name,
            code,
            partial(_find_locale, code),
            partial(_create_locale, code),
        )


def settings_items(work: Workspace) -> Iterator[Item]:
    """One for each field to which the plan gives a value."""
    for name in FIELDS:
        value = planned_value(work, name)
        if value:
            yield settings_item(work, name, partial(planned_value, work, name), str(value))


def settings_item(work: Workspace, name: str, get_value: Callable[[], Any], label: str) -> Item:
    """Fills in one field of the settings, unless it has a value or was filled in before."""
    key = f"settings:{name}"
    field = PracticeSettings._meta.get_field(name)

    def find() -> PracticeSettings | None:
        current = getattr(work.practice, name)
        is_filled = current not in ("", None, field.get_default()) or (current is not None and current == get_value())
        return work.practice if is_filled or key in work.made else None

    def create() -> PracticeSettings:
        setattr(work.practice, name, get_value())
        work.practice.save()
        return work.practice

    return Item(key, field.verbose_name, label, find, create, data=lambda: {"field": name})


def planned_value(work: Workspace, name: str) -> Any:
    """What the plan has for a field of the settings."""
    value = getattr(work.plan, name)
    return "\n".join(value) if isinstance(value, tuple) else value


def _find_locale(code: str) -> Locale | None:
    return Locale.objects.filter(language_code=code).first()


def _create_locale(code: str) -> Locale:
    return Locale.objects.create(language_code=code)
