"""Remembers what the start has made, and recognises whether somebody has changed it since.

Wagtail's log has an entry for each object, with its key within the start and a digest of its contents. So the history
of a page or record tells where it comes from, and no model needs a column for it.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import AbstractPage, ModelLogEntry, PageLogEntry, Site

from ..practice.page_model import page_model
from ..practice.users import AnyUser
from .actions import MADE, UNDONE

#: What changes without anybody editing the object.
_VOLATILE = frozenset(
    "path depth numchild url_path live has_unpublished_changes draft_title latest_revision latest_revision_created_at "
    "live_revision first_published_at last_published_at content_version revision changed_at feeds_changed_at "
    "sort_order".split()
)


@dataclass(frozen=True)
class Made:
    """An object that the start has made. ``key`` identifies it within the site, ``data`` is that of the log entry."""

    key: str
    instance: Any
    data: dict[str, Any]

    @property
    def field(self) -> str:
        """The name of the field, if the start has only filled in a field of the object."""
        return self.data.get("field", "")

    @property
    def is_unchanged(self) -> bool:
        """Whether its contents are those that the start has made."""
        return self.data.get("digest") == digest(self.instance, self.field)


def remember(instance: Model, key: str, site: Site, user: AnyUser | None, **data: Any) -> None:
    """Logs that the start has made the object, or filled in its ``field``, as it is stored now."""
    stored = type(instance)._default_manager.get(pk=instance.pk)
    data = {"key": key, "site": site.pk, "digest": digest(stored, data.get("field", "")), **data}
    log(instance, MADE, user=user, data=data)


def forget(made: Made, site: Site, user: AnyUser | None) -> None:
    """Logs that what the start has made of the object was undone, while the object remains."""
    log(made.instance, UNDONE, user=user, data={"key": made.key, "site": site.pk})


def made_objects(site: Site) -> dict[str, Made]:
    """What the start has made on a site and still exists, by key. One query for each kind of object, and two more."""
    logged = [*_logged(ModelLogEntry, site), *_logged(PageLogEntry, site)]
    instances = _instances(logged)
    found: dict[str, Made] = {}
    # The latest entry of a key counts, if somebody has undone the start and repeated it.
    for entry in sorted(logged, key=lambda entry: (entry.timestamp, entry.pk)):
        instance = instances.get(_object_key(entry))
        if instance is not None and entry.action == MADE:
            found[entry.data["key"]] = Made(entry.data["key"], instance, entry.data)
        elif entry.action == UNDONE:
            found.pop(entry.data["key"], None)
    return found


def digest(instance: Any, field: str = "") -> str:
    """A digest of the contents, for a page of its latest revision, or of one field. It does not tell the contents."""
    contents = instance._meta.get_field(field).value_to_string(instance) if field else _contents(instance)
    text = json.dumps(contents, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _logged(model: Any, site: Site) -> list[Any]:
    entries = model.objects.filter(action__in=[MADE, UNDONE]).select_related("content_type")
    return [entry for entry in entries if entry.data.get("site") == site.pk and "key" in entry.data]


def _object_key(entry: Any) -> tuple[type[Model], str]:
    if isinstance(entry, PageLogEntry):
        return page_model(), str(entry.page_id)
    return entry.content_type.model_class(), entry.object_id


def _instances(entries: list[Any]) -> dict[tuple[type[Model], str], Any]:
    pks: dict[type[Model], set[str]] = {}
    for model, pk in map(_object_key, entries):
        if model is not None:
            pks.setdefault(model, set()).add(pk)
    found: dict[tuple[type[Model], str], Any] = {}
    for model, keys in pks.items():
        rows: Any = model._default_manager.filter(pk__in=keys)
        rows = rows.specific() if model is page_model() else rows
        found.update({(model, str(row.pk)): row for row in rows})
    return found


def _contents(instance: Any) -> Any:
    if isinstance(instance, AbstractPage):
        instance = instance.get_latest_revision_as_object()
    if isinstance(instance, Group):
        return _group_contents(instance)
    if hasattr(instance, "serializable_data"):
        data = instance.serializable_data()
    else:
        data = {field.name: field.value_to_string(instance) for field in instance._meta.concrete_fields}
        for field in instance._meta.many_to_many:
            data[field.name] = sorted(str(row.pk) for row in getattr(instance, field.name).all())
    return {name: value for name, value in data.items() if name not in _VOLATILE}


def _group_contents(group: Group) -> dict[str, Any]:
    related = ("page_permissions", "collection_permissions", "site_permissions")
    return {
        "name": group.name,
        "permissions": sorted(group.permissions.values_list("pk", flat=True)),
        "members": sorted(group.user_set.values_list("pk", flat=True)),
        **{name: _rows(getattr(group, name)) for name in related},
    }


def _rows(related: Any) -> list[list[Any]]:
    """The rows of a group's permissions, each as what it permits and where."""
    names = [field.attname for field in related.model._meta.concrete_fields if not field.primary_key]
    return sorted(list(row) for row in related.values_list(*names))
