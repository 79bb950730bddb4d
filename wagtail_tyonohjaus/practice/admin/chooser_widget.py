"""The widget of the choosers of records."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext
from wagtail.snippets.widgets import AdminSnippetChooser


class RecordChooser(AdminSnippetChooser):
    """Does not name a record of a practice outside ``sites``, a form's primary keys; None names all."""

    sites: frozenset[int] | None = None

    def get_value_data_from_instance(self, instance: Model) -> dict[str, Any]:
        data = super().get_value_data_from_instance(instance)
        if self.sites is None or getattr(instance, "site_id", None) in self.sites:
            return data
        return {**data, "edit_url": None, self.display_title_key: other_practice_text()}


def other_practice_text() -> str:
    """What is displayed instead of the name of a record."""
    return gettext("A record of another practice")
