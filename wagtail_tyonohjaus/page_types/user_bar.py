"""Items of Wagtail's user bar: from a public page to its record, and to a supervisor's hours."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.userbar import BaseItem

from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor

from .record_fields import PracticeRecordKey

HOURS_URL = "tyonohjaus_availability:weeks"
LABELS: dict[type[Model], Promise] = {
    Supervisor: _("Edit the supervisor"),
    Service: _("Edit the service"),
    Office: _("Edit the office"),
}


class LinkItem(BaseItem):
    """A link to a page of the admin."""

    template_name = "wagtail_tyonohjaus/page_types/user_bar_item.html"

    def __init__(self, label: Promise, url: str) -> None:
        self.label, self.url = label, url


@hooks.register("construct_wagtail_userbar")
def add_record_items(request: HttpRequest, items: list[Any], page: Any) -> None:
    """For those who may change the record. Wagtail shows the user bar only to users of the admin."""
    if isinstance(page, Model) and page.pk and not getattr(request, "in_preview_panel", False):
        for record in _records(page):
            items.extend(_items(request, record))


def _records(page: Model) -> Iterator[Model]:
    """Of the page's own fields; a deleted record is none."""
    for field in page._meta.concrete_fields:
        if isinstance(field, PracticeRecordKey) and getattr(page, field.name) is not None:
            yield getattr(page, field.name)


def _items(request: HttpRequest, record: Model) -> Iterator[LinkItem]:
    edit_url = AdminURLFinder(request.user).get_edit_url(record)
    if edit_url and type(record) in LABELS:
        if isinstance(record, Supervisor):
            yield LinkItem(_("Edit hours"), reverse(HOURS_URL, args=[record.pk]))
        yield LinkItem(LABELS[type(record)], edit_url)
