"""Records' texts in the visitor's language.

A record has its texts in the practice's first language, and a child row for each further language. A text that is
blank in a row falls back to the record's own.
"""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages


def content_languages() -> list[tuple[str, str]]:
    """Wagtail's content languages as ``(code, name)`` choices. A callable, so that migrations do not contain them."""
    return list(get_content_languages().items())


class Translation(models.Model):
    """Abstract: the texts of a record in one language. Subclasses add ``parent`` and the texts."""

    language = models.CharField(_("language"), max_length=12, choices=content_languages)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.language


class TranslatedMixin(models.Model):
    """Adds ``record.text("name", "sv")``. Prefetch ``translations`` for lists."""

    class Meta:
        abstract = True

    def text(self, field: str, language: str | None = None) -> str:
        """The text of ``field`` in ``language`` or the active language, else in the practice's first language."""
        return self._translation(field, language) or getattr(self, field)

    def is_translated(self, field: str, language: str | None = None) -> bool:
        """Whether ``text`` comes from a translation, not from the practice's first language."""
        return bool(self._translation(field, language))

    def _translation(self, field: str, language: str | None) -> str:
        requested = (language or get_language() or "").lower()
        for code in (requested, requested.partition("-")[0]):
            for row in self.translations.all():  # type: ignore[attr-defined]
                if row.language.lower() == code and getattr(row, field):
                    return getattr(row, field)
        return ""


def translated(field: str) -> property:
    """A property with the text of ``field`` in the active language."""

    def get_text(record: TranslatedMixin) -> str:
        return record.text(field)

    return property(get_text)
