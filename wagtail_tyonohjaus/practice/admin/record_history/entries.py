"""Entries in the history of a record, who may see their values, and the URLs of the views."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.permissions import policy_registry

from ...history.changes import has_changes
from ...users import AnyUser

#: The name of the page that compares the values before and after a change.
CHANGES = "changes"
#: Query parameter of a record's form: the entry before which the values are to be restored.
RESTORE = "restore"


def record_url(record: Any, view: str, *args: Any) -> str:
    """The URL of a view of a record."""
    return reverse(type(record).snippet_viewset.get_url_name(view), args=[quote(record.pk), *args])


def may_change(user: AnyUser, record: Model) -> bool:
    """Whether the user may change this record, and so see and restore former values."""
    policy = policy_registry.get_by_type(type(record))
    return policy.user_has_any_permission_for_instance(user, ["change"], record)


def find_entry(record: Model, pk: int) -> Any:
    """An entry that says what was changed. Raises ``Http404``."""
    entry = get_object_or_404(registry.get_logs_for_instance(record).select_related("user"), pk=pk)
    if not has_changes(entry.data):
        raise Http404
    return entry
