"""Query parameters that filter and count. A value that can't be read is an error, never ignored."""

from typing import Any

from django.db.models import Field, QuerySet
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError, parse_boolean

from ..digits import MAX_DIGITS, parse_digits
from ..practice.fields import ChoiceListField, code_lookup, model_field

# Databases raise errors for numbers that are longer than theirs.


class RecordFilter(BaseFilterBackend):
    """Filters by the viewset's ``filter_fields``."""

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> QuerySet:
        for name in view.filter_fields:
            if name in request.GET:
                queryset = queryset.filter(**_lookup(model_field(queryset.model, name), request.GET[name]))
        return queryset


class BoundedPagination(WagtailPagination):
    """Wagtail's pagination with an error for an ``offset`` that databases do not accept."""

    def paginate_queryset(self, queryset: QuerySet, request: Any, view: Any = None) -> Any:
        if len(request.GET.get("offset", "")) > MAX_DIGITS:
            raise BadRequestError("offset is too large")
        return super().paginate_queryset(queryset, request, view)


def _lookup(field: Field, value: str) -> dict[str, Any]:
    try:
        if isinstance(field, ChoiceListField):
            return {
                f"{field.name}__contains": code_lookup(
                    _known(value, field.vocabulary.values if field.vocabulary else [])
                )
            }
        if field.is_relation:
            return {field.name: _primary_key(value)}
        if field.choices:
            return {field.name: _known(value, [code for code, _label in field.choices])}
        return {field.name: parse_boolean(value)}
    except ValueError as error:
        raise BadRequestError(f"{field.name}: {value!r} is not a valid value") from error


def _primary_key(value: str) -> int:
    key = parse_digits(value)
    if key is None:
        raise ValueError(value)
    return key


def _known(value: str, values: list[str]) -> str:
    if value not in values:
        raise ValueError(value)
    return value
