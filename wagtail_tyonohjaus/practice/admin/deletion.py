"""Says what depends on records, pages and sites before they are deleted, and refuses what the database would refuse."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import router
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import AbstractPage, Site
from wagtail.sites.views import DeleteView, SiteViewSet

from ..models import SiteRecord
from ..restrictions import deletion_effects


def describe_deletion(request: HttpRequest, records: Iterable[Model]) -> None:
    """Adds a warning to the page that confirms a deletion: what would match or show nothing afterwards."""
    effects = [text for record in records if isinstance(record, SiteRecord) for text in deletion_effects(record)]
    if request.method == "GET" and effects:
        items = format_html_join("", "<li>{}</li>", ((text,) for text in effects))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("If you delete this:"), items))


def refuse_protected_records(request: HttpRequest, records: Iterable[Model]) -> HttpResponse | None:
    """A redirect to the list with an error, if other records protect one of these from deletion."""
    for record in records:
        if request.method == "POST" and isinstance(record, SiteRecord) and (dependants := protected_by([record])):
            messages.error(request, _refusal(record, dependants))
            return redirect(type(record).snippet_viewset.get_url_name("list"))
    return None


def refuse_site_root(request: HttpRequest, pages: Iterable[Model]) -> HttpResponse | None:
    """A redirect with an error, if a page or one below it is the front page of a practice that has records."""
    for page in pages:
        if isinstance(page, AbstractPage) and (dependants := protected_by(_sites_below(page))):
            messages.error(request, _refusal(page.get_admin_display_title(), dependants))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def pages_deleted_with(page: AbstractPage) -> list[AbstractPage]:
    """The page and the translations that Wagtail deletes along with it."""
    pages = [page]
    for hook in hooks.get_hooks("construct_translated_pages_to_cascade_actions"):
        for translations in (hook([page], "delete") or {}).values():
            pages.extend(translations)
    return pages


def protected_by(records: Iterable[Model]) -> list[Model]:
    """The rows that would have to be deleted before these records can be."""
    for record in records:
        collector = Collector(using=router.db_for_write(type(record)), origin=record)
        try:
            collector.collect([record])
        except ProtectedError as error:
            return list(error.protected_objects)
        except RestrictedError as error:
            return list(error.restricted_objects)
    return []


class ProtectedSiteDeleteView(DeleteView):
    """Redirects to the site's form with an error if its practice has records, which the database protects."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and (dependants := protected_by([self.object])):
            messages.error(request, _refusal(self.object, dependants))
            return redirect("wagtailsites:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class ProtectedSiteViewSet(SiteViewSet):
    """Wagtail's own, except that a site whose practice has records is not deleted."""

    delete_view_class = ProtectedSiteDeleteView


def _sites_below(page: AbstractPage) -> list[Site]:
    return list(Site.objects.filter(root_page__in=page.get_descendants(inclusive=True)))


def _refusal(record: Any, dependants: Iterable[Model]) -> str:
    counts = Counter(str(row._meta.verbose_name_plural) for row in dependants)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return _("“%(record)s” can't be deleted, because other records belong to it: %(listed)s. Delete them first.") % {
        "record": record,
        "listed": listed,
    }
