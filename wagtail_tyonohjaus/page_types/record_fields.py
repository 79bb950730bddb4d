"""Foreign keys from pages to the records that they present."""

from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from wagtail.models import Site


class PracticeRecordDescriptor(ForwardManyToOneDescriptor):
    """Returns None if the record belongs to another practice than the page, after the page was copied or moved.

    The primary key remains, so that the editor still sees what was selected.
    """

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        record: Any = super().__get__(instance, cls)
        if instance is None or record is None or record.site_id in practice_sites(instance):
            return record
        # A page without a place in the tree is not displayed anywhere.
        return None if instance.url_path else record


class PracticeRecordKey(models.ForeignKey):
    """A foreign key whose attribute is None for a record of another practice. Migrations see a plain foreign key."""

    forward_related_accessor_class = PracticeRecordDescriptor

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def without_deleted_records(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """The data of a revision without foreign keys to deleted records that are protected while a page presents them."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and field.null]
    protected = [field for field in fields if field.remote_field.on_delete is models.PROTECT]
    deleted = [field.name for field in protected if data.get(field.name) and not _exists(field, data[field.name])]
    return {**data, **dict.fromkeys(deleted)}


def _exists(field: models.ForeignKey, pk: Any) -> bool:
    return field.related_model._default_manager.filter(**{field.target_field.name: pk}).exists()


def set_practice_site(page: Any, site: Site | None) -> None:
    """Decides for which practice a page is displayed, if several sites share its root page."""
    page._practice_sites = (page.url_path, frozenset([site.pk] if site else []))


def practice_sites(page: Any) -> frozenset[int]:
    """The primary keys of the sites that display the page; empty outside all sites."""
    url_path, sites = getattr(page, "_practice_sites", (None, frozenset()))
    if url_path != page.url_path:
        url_path, sites = page.url_path, _sites_at(page.url_path)
        page._practice_sites = (url_path, sites)
    return sites


def _sites_at(url_path: str) -> frozenset[int]:
    roots = [root for root in Site.get_site_root_paths() if url_path.startswith(root.root_path)]
    innermost = max((len(root.root_path) for root in roots), default=0)
    return frozenset(root.site_id for root in roots if len(root.root_path) == innermost)
