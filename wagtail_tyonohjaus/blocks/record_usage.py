"""Pages whose blocks show a record, or showed one that no longer exists."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.db.models.signals import pre_delete
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, ReferenceIndex, Site

from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.practice.restrictions import register_deletion_effects

RECORDS = (Office, Service, Supervisor)
#: A part of the path of what the answers of a guide name.
ANSWERS = ".questions.item.answers.item."


def block_deletion_effects(record: Model) -> Iterator[str]:
    """What happens to blocks when a record is deleted, as sentences."""
    references = _block_references(type(record)).filter(to_object_id=str(record.pk))
    in_answers = Q(model_path__contains=ANSWERS)
    for page in _pages(references.exclude(in_answers)):
        yield _("Blocks on the page “%(page)s” that show only this will show nothing.") % {
            "page": page.get_admin_display_title()
        }
    for page in _pages(references.filter(in_answers)):
        yield _("The answers to questions on the page “%(page)s” that lead to this will disappear.") % {
            "page": page.get_admin_display_title()
        }


def pages_with_deleted_records(sites: Collection[Site]) -> list[AbstractPage]:
    """The published pages of these sites, in all languages, with blocks in which a deleted record is chosen."""
    pages, condition = page_model()._default_manager, Q(pk__in=[])
    keys = [site.root_page.translation_key for site in sites]
    for path in pages.filter(translation_key__in=keys).values_list("path", flat=True):
        condition |= Q(path__startswith=path)
    return list(with_deleted_records(pages.filter(condition)).order_by("title", "pk"))


def with_deleted_records(pages: QuerySet[Any]) -> QuerySet[Any]:
    """The published ones among these pages with blocks in which a deleted record is chosen."""
    # In a CASE, so that no database reads the keys of other models, which may not be numbers.
    is_deleted = Case(*map(_when_deleted, RECORDS), default=False, output_field=BooleanField())
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(page_model()), model_path__contains="."
    )
    references = references.annotate(is_deleted=is_deleted).filter(is_deleted=True)
    page_pks = references.annotate(page=Cast("object_id", BigIntegerField())).order_by().values("page")
    return pages.filter(live=True, pk__in=page_pks)


def _when_deleted(model: type[Model]) -> When:
    rows = model._default_manager.filter(pk=Cast(OuterRef("to_object_id"), BigIntegerField()))
    return When(to_content_type=ContentType.objects.get_for_model(model), then=~Exists(rows))


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
