"""Drafts that are not valid, where Wagtail's admin publishes without a form that would validate them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.log_actions import LogFormatter
from wagtail.models import AbstractPage

from .base import PracticePageMixin
from .unpublishable import LOG_ACTION, unpublishable


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """The entry in a page's history about a draft that was not published."""

    @actions.register_action(LOG_ACTION)
    class NotPublishedFormatter(LogFormatter):
        label = gettext_lazy("Draft not published")

        def format_message(self, log_entry: Any) -> str:
            text = _("The draft was not published.")
            return " ".join([text, *log_entry.data.get("problems", [])])


@hooks.register("before_bulk_action")
def refuse_to_publish_incomplete_drafts(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Wagtail's bulk action would respond with 500."""
    text = _(
        "Nothing was published, because these drafts are not complete: %(titles)s. Open them and fill in what is "
        "missing."
    )
    return refuse_to_publish(request, action_type, objects, action, unpublishable, text)


def refuse_to_publish(
    request: HttpRequest,
    action_type: str,
    objects: list[Any],
    action: Any,
    select: Callable[[Iterator[AbstractPage]], Iterable[AbstractPage]],
    text: str,
) -> HttpResponse | None:
    """For a hook ``before_bulk_action``: publishes nothing if ``select`` returns drafts of our pages.

    ``text`` is the error message, with their ``%(titles)s``.
    """
    if action_type != "publish" or not isinstance(action, PageBulkAction):
        return None
    titles = [draft.get_admin_display_title() for draft in select(_pages_to_publish(objects, action))]
    if not titles:
        return None
    messages.error(request, text % {"titles": ", ".join(titles)})
    return redirect(action.next_url)


def _pages_to_publish(pages: Iterable[AbstractPage], action: PageBulkAction) -> Iterator[AbstractPage]:
    """Our pages among those that the bulk action is to publish, with their descendants if those are selected."""
    with_descendants = action.cleaned_form.cleaned_data.get("include_descendants")
    for page in pages:
        yield from _own_pages([page])
        if with_descendants:
            yield from _own_pages(page.get_descendants().not_live())


def _own_pages(pages: Iterable[AbstractPage]) -> Iterator[AbstractPage]:
    return (page.specific for page in pages if issubclass(page.specific_class or object, PracticePageMixin))
