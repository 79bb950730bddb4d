"""Which pages show a record or another page, so that a change of it is visible on them."""

from collections.abc import Collection, Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import AbstractPage, ReferenceIndex, Site
from wagtail.query import PageQuerySet

from wagtail_tyonohjaus.practice.models import Service, Supervisor
from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes, record_field
from wagtail_tyonohjaus.practice.page_model import page_model

#: A site with more live pages is not purged as a whole when a record or a page changes.
MAX_PAGES = 200
#: Pages of these roles present a supervisor or a service.
PRESENTING = (PageRole.SUPERVISOR, PageRole.SERVICE, PageRole.CRISIS_NOTICE)


def pages_of(site: Site) -> PageQuerySet:
    """The live pages of a site in all languages."""
    roots = site.root_page.get_translations(inclusive=True)
    condition = Q()
    for root in roots:
        condition |= page_model().objects.descendant_of_q(root, inclusive=True)
    return page_model().objects.live().filter(condition).select_related("locale")


def pages_showing(site: Site, changed: Collection[Model]) -> Iterator[AbstractPage]:
    """The live pages of a site that show any of the records or pages.

    On a site with many pages, those that present another record are left out, unless they refer to it explicitly.
    """
    pages = pages_of(site)
    if pages.count() <= MAX_PAGES:
        yield from pages
        return
    records = [each for each in changed if isinstance(each, Supervisor | Service)]
    changed_pages = [each for each in changed if isinstance(each, AbstractPage)]
    condition = Q(pk__in=list(_referring_pages(changed)))
    if records:
        condition |= ~Q(pk__in=list(_pages_of_other_records(records)))
    for page in changed_pages:
        condition |= Q(translation_key=page.translation_key) | page_model().objects.ancestor_of_q(page)
    yield from pages.filter(condition)


def sites_of_page(page: AbstractPage) -> Iterator[Site]:
    """The sites whose tree, in any language, contains the page."""
    for site in Site.objects.select_related("root_page"):
        roots = site.root_page.get_translations(inclusive=True).values_list("path", flat=True)
        if any(page.path.startswith(path) for path in roots):
            yield site


def is_on_every_page(page: AbstractPage, site: Site) -> bool:
    """Whether a menu, or the banner of crisis notices, shows a page on the other pages of its site."""
    is_notice = isinstance(page, tuple(page_classes(PageRole.CRISIS_NOTICE)))
    return is_notice or page.depth <= site.root_page.depth + 1


def _referring_pages(changed: Collection[Model]) -> Iterator[int]:
    """Primary keys of pages with links to, or blocks limited to, what has changed."""
    page_type = ContentType.objects.get_for_model(page_model())
    for each in changed:
        references = ReferenceIndex.get_references_to(each).filter(base_content_type=page_type)
        yield from (int(pk) for pk in references.values_list("object_id", flat=True).distinct())


def _pages_of_other_records(records: Collection[Model]) -> Iterator[int]:
    """Primary keys of the pages that present none of the records, nor a service or supervisor that shows them."""
    supervisors = {record.pk for record in records if isinstance(record, Supervisor)}
    services = {record.pk for record in records if isinstance(record, Service)}
    shown: dict[type[Model], set[int]] = {
        Supervisor: supervisors | set(_pks(Supervisor, services__in=services)),
        Service: services | set(_pks(Service, supervisors__in=supervisors)),
    }
    for model in (model for role in PRESENTING for model in page_classes(role)):
        if field := record_field(model):
            keys = shown[model._meta.get_field(field).related_model]
            yield from model.objects.exclude(**{f"{field}__in": keys}).values_list("pk", flat=True)


def _pks(model: type[Model], **condition: Collection[int]) -> Iterable[int]:
    return model._default_manager.filter(**condition).order_by().values_list("pk", flat=True)
