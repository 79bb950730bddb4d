"""The base of all page types."""

from http import HTTPMethod
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Revision
from wagtail.search import index

from wagtail_tyonohjaus.blocks import PageBodyBlock
from wagtail_tyonohjaus.content_validity import changes_at
from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.practice.site import current_practice, site_of

from .content_checks.panel import ContentChecksPanel
from .http_caching import respond
from .page_forms import PracticePageForm
from .record_fields import set_practice_site, without_deleted_records
from .record_forms import with_own_records
from .removed_fields import leave_out_removed_fields, panels_without, removed_fields
from .stored_pages import StoredPage
from .unpublishable import is_published_without_form, keep_draft

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import guide as finding_guide
else:
    finding_guide = LateModule("wagtail_tyonohjaus.finding.guide")


class PracticePageMixin(models.Model):
    """Abstract: an introduction, a body of blocks, and a fallback template.

    Page types that other parts link to are registered with ``practice.page_links.register_page_type``.

    Wagtail ignores a mixin's ``template``, and a mixin's ``search_fields`` would hide those of the base page. Set
    ``practice_template`` instead, and add ``practice_search_fields`` to ``search_fields`` in the concrete class.
    """

    practice_template: ClassVar[str] = "wagtail_tyonohjaus/standard_page.html"
    """Used if the site has no template of the name that Wagtail expects."""
    practice_tabs: ClassVar[list[tuple[Any, str]]] = []
    """Editor tabs between "Content" and "Promote": (heading, name of the attribute with the panels)."""
    base_form_class = PracticePageForm
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences, shown under the title and in listings.")
    )
    body = StreamField(PageBodyBlock(required=False), verbose_name=_("content"), blank=True)

    content_panels = [*AbstractPage.content_panels, "introduction", "body"]
    practice_search_fields = [index.SearchField("introduction"), index.SearchField("body")]
    api_fields = [APIField("introduction"), APIField("body")]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        leave_out_removed_fields(cls)

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        """Wagtail's tabs and those of ``practice_tabs``. Override it to arrange the editor differently."""
        tabs = [
            ("content_panels", _("Content")),
            *((attribute, heading) for heading, attribute in cls.practice_tabs),
            ("promote_panels", _("Promote")),
            ("settings_panels", _("Settings")),
        ]
        removed = removed_fields(cls)
        tabs_of_panels = [
            (panels_without(removed, getattr(cls, attribute)), heading)
            for attribute, heading in tabs
            if getattr(cls, attribute, None)
        ]
        if tabs_of_panels:
            tabs_of_panels[0][0].insert(0, ContentChecksPanel())
        panels = [ObjectList(children, heading=heading) for children, heading in tabs_of_panels]
        return TabbedInterface(panels, base_form_class=with_own_records(cls.base_form_class))

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Revisions and drafts outlive the records that they name (wagtail/wagtail#6368)."""
        if check_fks:
            data = without_deleted_records(cls, data)
        return super().from_serializable_data(data, check_fks, strict_fks)

    def publish(self, revision: Revision, *args: Any, log_action: str | bool = True, **kwargs: Any) -> None:
        """A draft that is not valid stays a draft, so that ``publish_scheduled`` continues with the next page."""
        try:
            if is_published_without_form(revision, log_action):
                revision.as_object().clean_without_form()
            with transaction.atomic():
                super().publish(revision, *args, log_action=log_action, **kwargs)
        except ValidationError as error:
            if not is_published_without_form(revision, log_action):
                raise
            keep_draft(self, revision, error)

    def clean_without_form(self) -> None:
        """Raises ``ValidationError`` if the schedule or an approval must not publish this draft, though it is valid."""

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """With the headers that tell browsers and shared caches how long they may use the page."""
        serve = super().serve
        if finding_guide.PARAMETER in request.GET:
            return _not_indexed(respond(request, lambda: serve(request, *args, **kwargs)))
        stored = StoredPage.of(self, request)
        if stored is None:
            return respond(request, lambda: serve(request, *args, **kwargs))
        return respond(request, lambda: stored.response() or serve(request, *args, **kwargs), stored.store)

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [super().get_template(request, *args, **kwargs), self.practice_template]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``site`` (``wagtail.models.Site``) and ``practice`` (``PracticeSettings``)."""
        context = super().get_context(request, *args, **kwargs)
        changes_at(getattr(self, "expire_at", None))
        context["site"] = site_of(self, request)
        set_practice_site(self, context["site"])
        context["practice"] = current_practice(context)
        return context


def _not_indexed(response: HttpResponse) -> HttpResponse:
    """A step of a guide (``GuideBlock``) is no page of its own for search engines; its links may be followed."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
