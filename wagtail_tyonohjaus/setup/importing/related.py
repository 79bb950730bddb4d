"""Records that a cell names, such as the offices of a supervisor."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site

from ...access_limits import limited
from ...practice.models import SiteRecord
from ...practice.users import AnyUser
from .files import Cell
from .readers import several, text_of
from .texts import normalised


def choosable(model: type[Model], site: Site, user: AnyUser) -> QuerySet[Any]:
    """The records that the user may give to a record of the practice: the same as in the record's form."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    return limited(rows.filter(site=site) if issubclass(model, SiteRecord) else rows, user, ["view"])


class RelatedReader:
    """Finds records by their names, in the practice's language or a translation, or by their URL slugs.

    ``records`` also has those that are selected already although the user may not choose them; ``offered`` are the
    primary keys of the others.
    """

    def __init__(self, records: Iterable[Any], offered: frozenset[int]) -> None:
        self._offered = offered
        self._by_key = {record.pk: record for record in records}
        self._by_text: dict[str, set[int]] = {}
        for record in self._by_key.values():
            for text in _names(record):
                self._by_text.setdefault(normalised(text), set()).add(record.pk)

    def read(self, cell: Cell, selected: frozenset[int]) -> frozenset[int]:
        """The primary keys. Of two records with the same name, the cell means those that are ``selected`` already."""
        text = text_of(cell)
        if normalised(text) in self._by_text:
            return frozenset(self._find(text, selected))
        return frozenset(pk for part in several(text) for pk in self._find(part, selected))

    def records(self, pks: Iterable[int]) -> list[Any]:
        """The records with the primary keys, in the order of these."""
        return [self._by_key[pk] for pk in sorted(pks)]

    def _find(self, text: str, selected: frozenset[int]) -> set[int]:
        found = self._by_text.get(normalised(text), set()) & (self._offered | selected)
        if not found:
            message = _("“%(name)s” is not known here. Add it first, or correct the name.")
            raise ValidationError(message % {"name": text}, "unknown")
        if len(found) > 1 and not (found := found & selected):
            message = _("There are several called “%(name)s”. Enter the URL slug instead.")
            raise ValidationError(message % {"name": text}, "ambiguous")
        return found


def _names(record: Any) -> set[str]:
    names = {str(record), getattr(record, "slug", "")}
    for row in record.translations.all():
        names.add(", ".join(filter(None, [getattr(row, "city", ""), row.name])))
    return {name for name in names if name.strip()}
