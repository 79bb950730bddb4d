"""The page trees: one a language, translations tied together."""

import json
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from example_site.content import kit
from wagtail_tyonohjaus.pages import models
from wagtail_tyonohjaus.practice.models import PracticeSettings

from .records import Shelf

KINDS = {
    "home": models.PracticeHomePage,
    "standard": models.StandardPage,
    "service_index": models.ServiceIndexPage,
    "service": models.ServicePage,
    "supervisor_index": models.SupervisorIndexPage,
    "supervisor": models.SupervisorPage,
    "crisis_index": models.CrisisNoticeIndexPage,
    "crisis": models.CrisisNoticePage,
    "contact": models.ContactPage,
}


def drop_welcome_page() -> None:
    """Removes the page and the site that Wagtail's first migration makes, where nobody has used them."""
    welcome = Page.objects.filter(depth=2, slug="home", title__startswith="Welcome to your new Wagtail site").first()
    if welcome and not welcome.get_children().exists():
        welcome.sites_rooted_here.all().delete()
        welcome.delete()


def load_pages(shelf: Shelf) -> None:
    """First every page, then the contents, which may name any of them. Pages with a body are left as they are."""
    keys: dict[str, uuid.UUID] = {}
    for language, spec in shelf.practice.pages.items():
        front = shelf.site.root_page.get_translation(shelf.locales[language]).specific
        fresh: list[tuple[Page, kit.Page]] = []
        _plant(shelf, language, front, spec, keys, fresh)
        pages = {ref: record for ref, record in shelf.found.items() if ref.kind == "page"}
        for page, content in fresh:
            _fill(shelf, page, content)
        for ref in pages:
            del shelf.found[ref]


def _plant(shelf: Shelf, language: str, page: Page, spec: kit.Page, keys: dict, fresh: list) -> None:
    shelf.put("page", spec.key, page)
    keys.setdefault(spec.key, page.translation_key)
    if page.latest_revision_id is None:
        fresh.append((page, spec))
    for child in spec.children:
        known = page.get_children().filter(slug=child.slug).first()
        found = known.specific if known else _add(shelf, language, page, child, keys)
        _plant(shelf, language, found, child, keys, fresh)


def _add(shelf: Shelf, language: str, parent: Page, spec: kit.Page, keys: dict) -> Page:
    """A draft: required values may still be missing."""
    page = KINDS[spec.kind](
        live=False,
        title=spec.title,
        slug=spec.slug,
        locale=shelf.locales[language],
        translation_key=keys.get(spec.key, uuid.uuid4()),
    )
    return parent.add_child(instance=page)


def _fill(shelf: Shelf, page: Page, spec: kit.Page) -> None:
    page.search_description, page.introduction = spec.description, spec.introduction
    page.show_in_menus = spec.in_menu and spec.kind not in ("home", "crisis") and page.get_parent().depth == 2
    for name, value in spec.values.items():
        setattr(page, name, _record(shelf, value))
    page.body = json.dumps([_block(shelf, page, number, block) for number, block in enumerate(spec.body)])
    page.full_clean()
    page.save_revision(clean=False).publish()
    if spec.key == "privacy" and page.locale == shelf.site.root_page.locale:
        PracticeSettings.objects.filter(site=shelf.site).update(privacy_page=page)


def _record(shelf: Shelf, value: Any) -> Any:
    if isinstance(value, kit.Ref):
        return shelf.found[value]
    if isinstance(value, kit.Days):
        day = timezone.localdate() + timedelta(days=value.number)
        return timezone.make_aware(datetime.combine(day, time(value.hour)))
    return value


def _block(shelf: Shelf, page: Page, number: int, block: kit.Block) -> dict[str, Any]:
    """The block as a stream stores it; its id follows from its place, so that two loads give the same."""
    kind, value = block
    return {"type": kind, "value": _plain(shelf, value), "id": str(uuid.uuid5(page.translation_key, str(number)))}


def _plain(shelf: Shelf, value: Any) -> Any:
    if isinstance(value, kit.Ref):
        return shelf.found[value].pk
    if isinstance(value, dict):
        return {key: _plain(shelf, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(shelf, item) for item in value]
    return value
