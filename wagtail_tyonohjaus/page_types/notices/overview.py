"""Which crisis notices are live where, in the admin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

from wagtail_tyonohjaus.contact.routing.phone_numbers import DisplayedNumber, number_for
from wagtail_tyonohjaus.once_per_request import once_per_request
from wagtail_tyonohjaus.practice.listings import offices_of_site
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes
from wagtail_tyonohjaus.practice.site import site_of


@dataclass(frozen=True)
class NoticeRow:
    """A notice in the overview. ``until`` is None for one without an end, ``number`` what visitors see now."""

    page: Any
    practice: PracticeSettings
    language: str
    offices: str
    is_live: bool
    number: DisplayedNumber | None
    can_edit: bool

    @property
    def until(self) -> datetime | None:
        return self.page.valid_until


def overview_view(request: HttpRequest) -> HttpResponse:
    """The notices that are valid now or will be, of all pages that the user may edit or publish; drafts last."""
    rows = sorted(_rows(request), key=lambda row: (not row.is_live, row.until is not None, row.until))
    context = {"rows": rows, "add_links": list(_add_links(request))}
    return render(request, "wagtail_tyonohjaus/page_types/notices.html", context)


def _rows(request: HttpRequest) -> Iterator[NoticeRow]:
    now = timezone.now()
    for model in page_classes(PageRole.CRISIS_NOTICE):
        for page in model.objects.filter(model.not_ended_q(now)).select_related("locale"):
            permissions = page.permissions_for_user(request.user)
            if permissions.can_edit() or permissions.can_publish():
                yield _row(page, request, now, can_edit=permissions.can_edit())


def _row(page: Any, request: HttpRequest, now: datetime, *, can_edit: bool) -> NoticeRow:
    practice = _practice_of(page, request) or PracticeSettings()
    site = practice.site if practice.pk else None
    codes = getattr(page, "offices", None) or ()
    offices = [office.title for office in offices_of_site(site, request) if str(office.pk) in codes] if codes else []
    is_live = page.live and page.is_valid(now)
    with translation.override(page.locale.language_code):
        language = translation.get_language_info(page.locale.language_code)["name_local"]
    number = number_for(practice, notice=page, page_request=request) if is_live and site else None
    where = ", ".join(offices) or (_("Deleted office") if codes else _("All offices"))
    return NoticeRow(page, practice, language, where, is_live, number, can_edit)


def _practice_of(page: AbstractPage, request: HttpRequest) -> PracticeSettings | None:
    """The practice of the site that the page is under, which is loaded once; None if it is under no site."""
    url_parts = page.get_url_parts(request)
    if url_parts is None:
        return None
    return once_per_request(request, ("practice of notices", url_parts[0]), lambda: _load_practice(page, request))


def _load_practice(page: AbstractPage, request: HttpRequest) -> PracticeSettings | None:
    site = site_of(page, request)
    return PracticeSettings.for_site(site) if site else None


def _add_links(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The title of each list under which the user may add a notice, and the URL of the form."""
    for model in page_classes(PageRole.CRISIS_NOTICE_INDEX):
        for index in model.objects.select_related("locale"):
            for kind in page_classes(PageRole.CRISIS_NOTICE):
                if _can_add(index, kind, request):
                    args = [kind._meta.app_label, kind._meta.model_name, index.pk]
                    yield f"{index.title} ({index.locale})", reverse("wagtailadmin_pages:add", args=args)


def _can_add(index: AbstractPage, kind: type[AbstractPage], request: HttpRequest) -> bool:
    return kind.can_create_at(index) and index.permissions_for_user(request.user).can_add_subpage()
