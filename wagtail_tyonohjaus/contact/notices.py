"""The crisis notice from which a visitor has come: its telephone, and the offices that its requests are for."""

from collections.abc import Iterable
from datetime import time
from typing import Any, Protocol, cast

from django.http import HttpRequest
from phonenumber_field.phonenumber import PhoneNumber

from ..digits import parse_digits
from ..practice.listings import offices_of_site
from ..practice.models import Office, PracticeSettings
from ..practice.page_links import PageRole, is_valid_now, role_of
from ..practice.page_model import page_model


class NoticePhone(Protocol):
    """The telephone of a crisis notice: ``phone_hours`` is a text, the others are answered every day between them.

    ``offices`` are the primary keys of those that it concerns, as text; empty for all.
    """

    pk: Any
    offices: Iterable[str]
    phone: PhoneNumber
    phone_hours: str
    phone_opens: time | None
    phone_closes: time | None


def notice_of(page: int | None) -> NoticePhone | None:
    """The page, if it is a crisis notice that is valid now. ``page`` is a primary key."""
    found = page_model().objects.live().filter(pk=page).first() if page else None
    return valid_notice(found.specific) if found else None


def valid_notice(page: Any) -> NoticePhone | None:
    """The page, if it is a crisis notice that is valid now."""
    is_notice = page is not None and role_of(page) == PageRole.CRISIS_NOTICE
    return cast(NoticePhone, page) if is_notice and is_valid_now(page) else None


def offices_of_notice(
    notice: NoticePhone, practice: PracticeSettings, page_request: HttpRequest | None = None
) -> list[Office]:
    """The practice's offices that a notice concerns; empty if it concerns all, or only deleted ones."""
    # A page type of a project may have no such field.
    codes = getattr(notice, "offices", None) or ()
    return [each for each in offices_of_site(practice.site, page_request) if str(each.pk) in codes] if codes else []


def office_of_notice(notice: Any, practice: PracticeSettings) -> Office | None:
    """The office of a notice that concerns one only: its requests are for that office, as is its number."""
    offices = offices_of_notice(notice, practice)
    return offices[0] if len(offices) == 1 else None


def office_of(form: Any, notice: NoticePhone | None) -> Office | None:
    """The office that an unsent form for crises is for: the one it carries, else that of the notice that shows it."""
    key = parse_digits(form.data.get("office") or form.initial.get("office"))
    if key is not None:
        return Office.objects.filter(site_id=form.practice.site_id, pk=key).first()
    return office_of_notice(notice, form.practice) if notice is not None else None
