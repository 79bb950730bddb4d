"""Records' texts in the visitor's language.

A record keeps its texts in the practice's first language; a child row a language more keeps the others. A text that
a row leaves blank falls back to the record's own.
"""

from collections.abc import Callable

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages


def content_languages() -> list[tuple[str, str]]:
    return list(get_content_languages().items())


class Translation(models.Model):
    """Abstract: the texts of a record in one more language. Subclasses add ``parent`` and the texts."""

    language = models.CharField(_("language"), max_length=12, choices=content_languages)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.language


class TranslatedMixin(models.Model):
    """Reads a text in a language: ``record.text("name", "sv")``. Prefetch ``translations`` for lists."""

    class Meta:
        abstract = True

    def text(self, field: str, language: str | None = None) -> str:
        wanted = (language or get_language() or "").lower()
        for code in (wanted, wanted.partition("-")[0]):
            for row in self.translations.all():  # type: ignore[attr-defined]
                if row.language.lower() == code and getattr(row, field):
                    return getattr(row, field)
        return getattr(self, field)


def translated(field: str) -> property:
    """A property with the text of ``field`` in the active language."""
    getter: Callable[[TranslatedMixin], str] = lambda record: record.text(field)  # noqa: E731
    return property(getter)
