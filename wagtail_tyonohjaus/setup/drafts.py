"""Stores pages as drafts."""

from django.utils.text import slugify
from wagtail.models import AbstractPage, Locale

from .workspace import Workspace


def add_draft(work: Workspace, parent: AbstractPage, page: AbstractPage, locale: Locale) -> AbstractPage:
    """Stores a page that nobody but editors can see."""
    page.live, page.locale = False, locale
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision(user=work.user, log_action=False)
    return type(page).objects.get(pk=page.pk)


def free_slug(parent: AbstractPage, text: str) -> str:
    """A slug for ``text`` that no other page under ``parent`` has."""
    used = set(parent.get_children().values_list("slug", flat=True))
    base = slugify(text) or "page"
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if slug not in used)
