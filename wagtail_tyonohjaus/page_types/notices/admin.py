"""Crisis notices in the admin: their overview, and ending one now."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import AbstractPage
from wagtail.permissions import page_permission_policy

from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.practice.admin.menu import CONTACT_MENU_HOOK
from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.practice.users import AnyUser

from ..publishing_admin import refuse_to_publish

if TYPE_CHECKING:
    from . import overview
else:
    overview = LateModule(f"{__package__}.overview")

OVERVIEW_URL = "tyonohjaus_notices"
END_URL = "tyonohjaus_notice_end"


def overview_view(request: HttpRequest) -> HttpResponse:
    """Which notices are live where."""
    return overview.overview_view(request)


def end_notice(page: AbstractPage, user: AnyUser) -> None:
    """Ends a published notice now. Changes that are not published yet stay a draft, which ends now as well."""
    now = timezone.now()
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    page.valid_until = now
    page.save_revision(user=user).publish(user=user)
    if draft is not None:
        draft.valid_until = now
        draft.save_revision(user=user, clean=False)


def end_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for confirmation, then ends the notice."""
    page = get_object_or_404(page_model(), pk=pk).specific
    if not can_end(page):
        raise Http404
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "wagtail_tyonohjaus/page_types/end_notice.html", {"page": page})
    end_notice(page, request.user)
    messages.success(request, _("The notice has ended. Its URL now gives the practice's telephone number."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def can_end(page: AbstractPage) -> bool:
    """Whether the page is a notice that visitors can read now."""
    return hasattr(page, "valid_until") and hasattr(page, "is_valid") and page.live and page.is_valid()


class NoticesMenuItem(MenuItem):
    """For users who may add, edit or publish a page."""

    def is_shown(self, request: HttpRequest) -> bool:
        has_pages = any(page_classes(PageRole.CRISIS_NOTICE))
        return has_pages and page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"})


@hooks.register(CONTACT_MENU_HOOK)
def register_menu_item() -> MenuItem:
    """The overview in the menu of contact requests."""
    return NoticesMenuItem(gettext_lazy("Crisis notices"), reverse(OVERVIEW_URL), icon_name="warning", order=250)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The overview, and the page that ends a notice."""
    return [
        path("tyonohjaus/notices/", overview_view, name=OVERVIEW_URL),
        path("tyonohjaus/notices/<int:pk>/end/", end_view, name=END_URL),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def add_end_button(page: AbstractPage, user: AnyUser, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """A button on valid notices, for users who may publish them."""
    if hasattr(page.specific_class, "valid_q") and page.permissions_for_user(user).can_publish():
        notice = page.specific
        if can_end(notice):
            yield Button(_("End now"), reverse(END_URL, args=[page.pk]), icon_name="time", priority=55)


@hooks.register("construct_page_action_menu")
def publish_with_one_click(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """For those who may publish a notice, the first button does so, past any workflow: there is no time to lose."""
    publish = next((item for item in menu_items if item.name == "action-publish"), None)
    if publish is not None and hasattr(_edited_class(request, context), "valid_q"):
        menu_items.remove(publish)
        menu_items.insert(0, publish)


@hooks.register("before_bulk_action")
def refuse_to_publish_ended_notices(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Wagtail's bulk action does not validate forms, so it could publish a notice that nobody sees."""
    text = _("Nothing was published, because these notices have ended: %(titles)s. Enter a later end.")
    return refuse_to_publish(request, action_type, objects, action, _ended, text)


def _edited_class(request: HttpRequest, context: dict[str, Any]) -> type | None:
    """The class of the page in the editor; that of a new page is in the URL."""
    if context.get("page") is not None:
        return type(context["page"])
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    label, name = (str(kwargs.get(key, "")) for key in ("content_type_app_name", "content_type_model_name"))
    return apps.get_model(label, name) if label and name else None


def _ended(pages: Iterable[AbstractPage]) -> Iterator[AbstractPage]:
    """The latest drafts of notices that have ended."""
    for page in pages:
        draft = page.get_latest_revision_as_object()
        if hasattr(draft, "has_ended") and draft.has_ended():
            yield draft
