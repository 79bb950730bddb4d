"""The search in the choosers of records: in the database, so that it works with any search backend, or without one."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.search import index


class DatabaseSearchForm(SearchFilterMixin, BaseFilterForm):
    """Records with every entered word in at least one of the model's search fields."""

    def filter(self, objects: QuerySet) -> QuerySet:
        self.search_query = self.cleaned_data["q"] or None
        self.is_searching = bool(self.search_query)
        names = [field.field_name for field in objects.model.search_fields if isinstance(field, index.SearchField)]
        for word in (self.search_query or "").split():
            objects = objects.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names)))
        return objects
