"""Pages whose blocks show a record, or showed one that no longer exists."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_delete
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, ReferenceIndex, Site

from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.practice.restrictions import register_deletion_effects

RECORDS = (Office, Service, Supervisor)


def block_deletion_effects(record: Model) -> Iterator[str]:
    """What happens to blocks when a record is deleted, as sentences."""
    references = _block_references(type(record)).filter(to_object_id=str(record.pk))
    for page in _pages(references):
        yield _("Blocks on the page “%(page)s” that show only this will show nothing.") % {
            "page": page.get_admin_display_title()
        }


def pages_with_deleted_records(sites: Collection[Site]) -> list[AbstractPage]:
    """The published pages of these sites with blocks in which a deleted record is chosen."""
    pages: dict[int, AbstractPage] = {}
    for model in RECORDS:
        references = _block_references(model)
        chosen = set(references.values_list("to_object_id", flat=True))
        deleted = chosen - {str(pk) for pk in model._default_manager.values_list("pk", flat=True)}
        pages |= {page.pk: page for page in _pages(references.filter(to_object_id__in=deleted)).filter(live=True)}
    roots = [site.root_page.path for site in sites]
    return [page for page in pages.values() if page.path.startswith(tuple(roots))]


def keep_references(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Wagtail forgets which pages refer to a deleted record, but blocks still do, until an editor changes them."""
    pages = list(_pages(_block_references(sender).filter(to_object_id=str(instance.pk))))
    if pages:
        transaction.on_commit(lambda: _index(page.pk for page in pages))


def _index(pks: Iterable[int]) -> None:
    for page in page_model()._default_manager.filter(pk__in=list(pks)).specific():
        ReferenceIndex.create_or_update_for_object(page)


def _block_references(model: type[Model]) -> QuerySet[ReferenceIndex]:
    """References from the StreamFields of pages, whose paths have several parts."""
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(page_model()),
        to_content_type=ContentType.objects.get_for_model(model),
        model_path__contains=".",
    )


def _pages(references: QuerySet[ReferenceIndex]) -> QuerySet[AbstractPage]:
    pks = {int(pk) for pk in references.values_list("object_id", flat=True)}
    return page_model()._default_manager.filter(pk__in=pks).order_by("title")


register_deletion_effects(block_deletion_effects)
for _model in RECORDS:
    pre_delete.connect(keep_references, sender=_model, dispatch_uid="tyonohjaus.blocks.references")
