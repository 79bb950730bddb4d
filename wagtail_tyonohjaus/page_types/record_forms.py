"""The fields for presented records in the pages' forms, and their comparison: nothing of a practice of others."""

from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.html import escape
from wagtail.admin.compare import ForeignObjectComparison, register_comparison_class
from wagtail.admin.forms import WagtailAdminPageForm

from wagtail_tyonohjaus.access_limits import limited
from wagtail_tyonohjaus.practice.admin.chooser_widget import RecordChooser, other_practice_text
from wagtail_tyonohjaus.practice.admin.site_access import choosable_sites

from .record_fields import PracticeRecordKey, practice_sites


class OwnRecordsMixin:
    """Accepts and names records of the practices with which the user works, and keeps another one that is stored."""

    fields: dict[str, Any]
    instance: Any
    for_user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.instance._meta.concrete_fields:
            if isinstance(field, PracticeRecordKey) and field.name in self.fields and self.for_user:
                self._limit(field)

    def _limit(self, key: PracticeRecordKey) -> None:
        field = self.fields[key.name]
        sites = frozenset(choosable_sites(self.for_user, key.related_model).values_list("pk", flat=True))
        stored = getattr(self.instance, key.attname)
        choosable = limited(field.queryset.filter(site__in=sites), self.for_user, ["view"])
        field.queryset = field.queryset.filter(Q(pk__in=choosable.order_by().values("pk")) | Q(pk=stored))
        if isinstance(field.widget, RecordChooser):
            field.widget.sites = sites


@cache
def with_own_records(form_class: type[WagtailAdminPageForm]) -> type[WagtailAdminPageForm]:
    """A form class of a page type, with ``OwnRecordsMixin``."""
    return type(form_class.__name__, (OwnRecordsMixin, form_class), {})


class PracticeRecordComparison(ForeignObjectComparison):
    """Does not name a record of another practice than the page."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.pages = (obj_a, obj_b)

    def htmldiff(self) -> str:
        records = zip(self.get_objects(), self.pages, strict=True)
        if any(record and record.site_id not in practice_sites(page) for record, page in records):
            return escape(other_practice_text())
        return super().htmldiff()


register_comparison_class(PracticeRecordKey, comparison_class=PracticeRecordComparison)
