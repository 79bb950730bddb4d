"""Viewsets that a project registers in its ``WagtailAPIRouter``."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import translation
from rest_framework.request import Request
from wagtail.api import APIField
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.coreutils import get_content_languages
from wagtail.models import Site

from ..page_types import exclude_inactive_crisis_notices
from ..practice.models import Office, Service, Supervisor
from ..practice.page_links import (
    PageRole,
    first_page,
    has_page,
    load_presented_records,
    page_classes,
    pages_of_site,
    presenting_classes,
    record_pages,
)
from .filters import BoundedPagination, RecordFilter
from .values import (
    PageUrlField,
    RecordImageField,
    RecordRichTextField,
    codes,
    lines,
    opening_hours,
    phone,
    related,
    text,
    value,
)


class PracticePagesAPIViewSet(PagesAPIViewSet):
    """Wagtail's endpoint for pages, without those that visitors can't read though they are published.

    These are crisis notices that are not valid now, and the pages of supervisors who have left.
    """

    pagination_class = BoundedPagination

    def get_base_queryset(self) -> Any:
        pages = exclude_inactive_crisis_notices(super().get_base_queryset())
        for model, field in presenting_classes(PageRole.SUPERVISOR):
            pages = pages.exclude(pk__in=model.objects.filter(**{f"{field}__active": False}).values("pk"))
        return pages

    def paginate_queryset(self, queryset: QuerySet) -> Any:
        """Loads the pages' languages, which their URLs depend on, and the records that they present, at once."""
        pages = list(super().paginate_queryset(queryset))
        prefetch_related_objects(pages, "locale")
        load_presented_records(pages)
        return pages


class RecordsAPIViewSet(BaseAPIViewSet):
    """The records that pages of the request's site show in the request's language, with what these pages show.

    ``?locale=`` selects another of Wagtail's content languages. Override ``shown_records`` to publish others.
    """

    role: ClassVar[PageRole | None] = None
    """The role of the pages that present one record."""
    order_fields: ClassVar[list[str]] = ["id", "name"]
    """By others, or by a filter for them, hidden values could be guessed."""
    filter_fields: ClassVar[list[str]] = []
    """Fields that are query parameters: one code of a vocabulary, the id of a related record, true or false."""
    prefetched: ClassVar[list[str | Prefetch]] = ["translations"]

    filter_backends = [FieldsFilter, RecordFilter, OrderingFilter]
    pagination_class = BoundedPagination
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"} | {"locale"}
    meta_fields = [*BaseAPIViewSet.meta_fields, APIField("html_url", serializer=PageUrlField())]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        locale = request.GET.get("locale")
        if locale is not None and locale not in get_content_languages():
            raise BadRequestError(f"locale: {locale!r} is not a language of the site")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        locale = request.GET.get("locale")
        language = locale if locale in get_content_languages() else translation.get_language()
        with translation.override(language):
            return super().dispatch(request, *args, **kwargs)

    def shown_records(self, queryset: QuerySet, site: Site, request: HttpRequest) -> QuerySet:
        """Those of the site's records that its public pages show in the active language."""
        return queryset.filter(self.with_page(site, request))

    def with_page(self, site: Site, request: HttpRequest) -> Q:
        """The condition for records with a public page in the active language."""
        return has_page(self.role, site, request) if self.role else Q(pk__in=[])

    def get_queryset(self) -> QuerySet:
        request = self.request._request
        site = Site.find_for_request(request)
        records = self.model.objects.order_by(*self.order_fields[1:], "pk")
        return self.shown_records(records.filter(site=site), site, request) if site else records.none()

    def paginate_queryset(self, queryset: QuerySet) -> list[Any]:
        return self.prepared(super().paginate_queryset(queryset))

    def get_object(self) -> Any:
        if not hasattr(self, "_prepared"):
            self._prepared = self.prepared([super().get_object()])[0]
        return self._prepared

    def prepared(self, records: Iterable[Any]) -> list[Any]:
        """The records with what their fields show: relations, and ``api_page_url``, blank without a page."""
        request, prepared = self.request._request, list(records)
        prefetch_related_objects(prepared, *self.prefetched)
        site = Site.find_for_request(request)
        pages = record_pages(self.role, prepared, site, request) if self.role else {}
        for record in prepared:
            page = pages.get(record.pk)
            record.api_page_url = (page.get_full_url(request) if page else "") or ""
        return prepared

    @classmethod
    def get_available_fields(cls, model: Any, db_fields_only: bool = False) -> list[str]:
        return list(cls.order_fields) if db_fields_only else super().get_available_fields(model)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "find"]


class SupervisorsAPIViewSet(RecordsAPIViewSet):
    """The active supervisors: those with a page, and if the site has a public list of supervisors, the others too.

    Of supervisors without a page, the list shows less than a page does; the other values are null.
    """

    name = "supervisors"
    model = Supervisor
    role = PageRole.SUPERVISOR
    filter_fields = [
        "accepts_new_clients",
        "approaches",
        "delivery_modes",
        "formats",
        "languages",
        "offices",
        "services",
        "work_fields",
    ]
    known_query_parameters = RecordsAPIViewSet.known_query_parameters | set(filter_fields)
    prefetched = [
        "translations",
        "photo__renditions",
        *(f"{name}__translations" for name in ("offices", "services", "approaches", "work_fields")),
    ]
    body_fields = [
        "id",
        value("name"),
        text("role"),
        APIField("photo", serializer=RecordImageField("fill-640x720")),
        value("accepts_new_clients"),
        value("phone", lambda record: phone(record) if record.show_phone else ""),
        value("email", lambda record: record.email if record.show_email else ""),
        codes("languages"),
        related("offices"),
        value("uuid", lambda record: str(record.uuid)),
        APIField(
            "introduction", serializer=RecordRichTextField(lambda record: record.text("introduction"), on_page=True)
        ),
        codes("formats", on_page=True),
        codes("delivery_modes", on_page=True),
        related("services", on_page=True),
        related("approaches", on_page=True),
        related("work_fields", on_page=True),
        lines("education", on_page=True),
        lines("memberships", on_page=True),
    ]
    listing_default_fields = [
        *RecordsAPIViewSet.listing_default_fields,
        "html_url",
        "name",
        "role",
        "accepts_new_clients",
    ]

    def shown_records(self, queryset: QuerySet, site: Site, request: HttpRequest) -> QuerySet:
        active = queryset.filter(active=True)
        listed = first_page(PageRole.SUPERVISOR_INDEX, site, request)
        return active if listed else super().shown_records(active, site, request)


class ServicesAPIViewSet(RecordsAPIViewSet):
    """The services that have a page."""

    name = "services"
    model = Service
    role = PageRole.SERVICE
    filter_fields = ["delivery_modes", "formats", "kind"]
    known_query_parameters = RecordsAPIViewSet.known_query_parameters | set(filter_fields)
    body_fields = [
        "id",
        text("name"),
        value("slug"),
        value("kind", lambda record: {"code": record.kind, "label": record.get_kind_display()}),
        text("summary"),
        codes("formats"),
        codes("delivery_modes"),
        value("lengths", lambda record: record.length_minutes),
        text("interval"),
        text("price"),
    ]
    listing_default_fields = [*RecordsAPIViewSet.listing_default_fields, "html_url", "name", "slug"]


class OfficesAPIViewSet(RecordsAPIViewSet):
    """The offices, if a public contact page of the site shows them."""

    name = "offices"
    model = Office
    order_fields = ["id", "city", "name"]
    prefetched = ["translations", "opening_hours"]
    body_fields = [
        "id",
        text("city"),
        text("name"),
        value("slug"),
        text("address"),
        value("map_url", lambda record: record.map_url if record.address else ""),
        text("directions"),
        value("phone", phone),
        value("email"),
        value("opening_hours", lambda record: [opening_hours(row) for row in record.opening_hours.all()]),
    ]
    listing_default_fields = [*RecordsAPIViewSet.listing_default_fields, "city", "name", "slug"]

    def shown_records(self, queryset: QuerySet, site: Site, request: HttpRequest) -> QuerySet:
        contact_pages = [model for model in page_classes(PageRole.CONTACT) if getattr(model, "show_offices", None)]
        pages = (pages_of_site(model, site, request).filter(show_offices=True) for model in contact_pages)
        return queryset if any(found.exists() for found in pages) else queryset.none()
