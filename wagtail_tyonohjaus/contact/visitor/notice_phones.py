"""The crisis notice from which a visitor has come, whose number the form and the receipt show, too."""

from typing import cast

from ...practice.page_links import PageRole, is_valid_now, role_of
from ...practice.page_model import page_model
from ..routing.phone_numbers import NoticePhone


def notice_with_phone(page: int | None) -> NoticePhone | None:
    """The page, if it is a crisis notice that is valid now and has a number of its own. ``page`` is a primary key."""
    found = page_model().objects.live().filter(pk=page).first() if page else None
    notice = found.specific if found else None
    if notice is None or role_of(notice) != PageRole.CRISIS_NOTICE or not is_valid_now(notice):
        return None
    return cast(NoticePhone, notice) if getattr(notice, "phone", None) else None
