"""The fields of records in the API: each has a function that computes the value from the record."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Manager
from rest_framework.fields import Field
from rest_framework.serializers import SkipField
from wagtail.api import APIField
from wagtail.api.rich_text import APIRichText
from wagtail.images.api.fields import ImageRenditionField

from ..practice.display.format_labels import format_labels
from ..practice.fields import choice_list_field
from ..practice.settings import OpeningHours

Compute = Callable[[Any], Any]


class RecordField(Field):
    """A value of the record.

    ``on_page`` values are shown on the record's own page only, so they are null for records without a page, which a
    list shows.
    """

    def __init__(self, compute: Compute, *, on_page: bool = False) -> None:
        super().__init__(read_only=True)
        self.compute = compute
        self.on_page = on_page

    def get_attribute(self, instance: Any) -> Any:
        return None if self.on_page and not instance.api_page_url else self.compute(instance)

    def to_representation(self, value: Any) -> Any:
        return value


class RecordRichTextField(RecordField):
    """Rich text in the format that the request or the API's settings select."""

    def to_representation(self, value: str) -> str:
        return APIRichText.serialize(value, format=self.context["_wagtail_rich_text_format"])


class RecordImageField(ImageRenditionField):
    """A rendition of an image with the record's name as its text alternative."""

    def get_attribute(self, instance: Any) -> Any:
        self._alt = str(instance)
        return super().get_attribute(instance)

    def to_representation(self, image: Any) -> Any:
        rendition = super().to_representation(image)
        return rendition if "error" in rendition else {**rendition, "alt": self._alt}


class PageUrlField(Field):
    """``html_url``: the URL of the record's page; absent if it has none."""

    def get_attribute(self, instance: Any) -> str:
        if not instance.api_page_url:
            raise SkipField
        return instance.api_page_url

    def to_representation(self, value: str) -> str:
        return value


def value(name: str, compute: Compute | None = None, *, on_page: bool = False) -> APIField:
    """A field that is the record's attribute, or what ``compute`` returns for the record."""
    return APIField(name, serializer=RecordField(compute or (lambda record: getattr(record, name)), on_page=on_page))


def text(name: str, *, on_page: bool = False) -> APIField:
    """A text of the record in the language of the request."""
    return value(name, lambda record: record.text(name), on_page=on_page)


def lines(name: str, *, on_page: bool = False) -> APIField:
    """The lines of such a text that are not blank."""
    return value(
        name, lambda record: [line.strip() for line in record.text(name).splitlines() if line.strip()], on_page=on_page
    )


def codes(name: str, *, on_page: bool = False) -> APIField:
    """A ``ChoiceListField`` as ``[{"code": "fi", "label": "Finnish"}, ...]``."""

    def compute(record: Any) -> list[dict[str, str]]:
        selected = getattr(record, name)
        labels = format_labels(record) if name == "formats" else choice_list_field(type(record), name).labels(selected)
        return [{"code": code, "label": label} for code, label in zip(selected, labels, strict=True)]

    return value(name, compute, on_page=on_page)


def related(name: str, *, on_page: bool = False) -> APIField:
    """Related records as ``[{"id": 1, "name": "Helsinki"}, ...]``, in alphabetical order."""
    return value(name, lambda record: titles(getattr(record, name)), on_page=on_page)


def titles(manager: Manager) -> list[dict[str, Any]]:
    """The ids and titles, in the language of the request, of the rows of a relation that is prefetched."""
    rows: Iterable[Any] = manager.all()
    names = [{"id": row.pk, "name": row.title} for row in rows]
    return sorted(names, key=lambda row: (row["name"].casefold(), row["id"]))


def phone(record: Any) -> str:
    """``+358401234567``; blank without a number."""
    return record.phone.as_e164 if record.phone else ""


def opening_hours(row: OpeningHours) -> dict[str, Any]:
    """``{"weekday": 0, "opens": "08:00", "closes": "16:00"}``: Monday is 0, wall time in the practice's time zone."""
    return {"weekday": row.weekday, "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
