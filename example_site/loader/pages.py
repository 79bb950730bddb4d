"""Loads the page trees, one per language, linked as translations."""

import json
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from example_site.content import schema
from wagtail_tyonohjaus.pages import models
from wagtail_tyonohjaus.practice.models import PracticeSettings

from .records import LoadContext

PAGE_MODELS = {
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


def delete_welcome_page() -> None:
    """Delete the page and site created by Wagtail's first migration, unless the page has children."""
    welcome = Page.objects.filter(depth=2, slug="home", title__startswith="Welcome to your new Wagtail site").first()
    if welcome and not welcome.get_children().exists():
        welcome.sites_rooted_here.all().delete()
        welcome.delete()


def load_pages(context: LoadContext) -> None:
    """Create all pages, then fill the new ones, whose content may refer to any page."""
    keys: dict[str, uuid.UUID] = {}
    for language, spec in context.practice.pages.items():
        front_page = context.site.root_page.get_translation(context.locales[language]).specific
        new_pages: list[tuple[Page, schema.PageSpec]] = []
        _create_tree(context, language, front_page, spec, keys, new_pages)
        pages = {ref: record for ref, record in context.records.items() if ref.record_type == "page"}
        for page, content in new_pages:
            _publish(context, page, content)
        for ref in pages:
            del context.records[ref]


def _create_tree(
    context: LoadContext, language: str, page: Page, spec: schema.PageSpec, keys: dict, new_pages: list
) -> None:
    context.add("page", spec.key, page)
    keys.setdefault(spec.key, page.translation_key)
    if page.latest_revision_id is None:
        new_pages.append((page, spec))
    for child in spec.children:
        existing = page.get_children().filter(slug=child.slug).first()
        child_page = existing.specific if existing else _create_draft(context, language, page, child, keys)
        _create_tree(context, language, child_page, child, keys, new_pages)


def _create_draft(context: LoadContext, language: str, parent: Page, spec: schema.PageSpec, keys: dict) -> Page:
    """A draft, since required values may still be missing."""
    page = PAGE_MODELS[spec.page_type](
        live=False,
        title=spec.title,
        slug=spec.slug,
        locale=context.locales[language],
        translation_key=keys.get(spec.key, uuid.uuid4()),
    )
    return parent.add_child(instance=page)


def _publish(context: LoadContext, page: Page, spec: schema.PageSpec) -> None:
    page.search_description, page.introduction = spec.description, spec.introduction
    page.show_in_menus = spec.in_menu and spec.page_type not in ("home", "crisis") and page.get_parent().depth == 2
    for name, value in spec.values.items():
        setattr(page, name, _field_value(context, value))
    page.body = json.dumps([_block(context, page, number, block) for number, block in enumerate(spec.body)])
    page.full_clean()
    revision = page.save_revision(clean=False)
    if spec.draft:
        return
    revision.publish()
    if spec.key == "privacy" and page.locale == context.site.root_page.locale:
        PracticeSettings.objects.filter(site=context.site).update(privacy_page=page)


def _field_value(context: LoadContext, value: Any) -> Any:
    if isinstance(value, schema.Ref):
        return context.records[value]
    if isinstance(value, schema.DaysFromNow):
        day = timezone.localdate() + timedelta(days=value.days)
        return timezone.make_aware(datetime.combine(day, time(value.hour)))
    return value


def _block(context: LoadContext, page: Page, number: int, block: schema.Block) -> dict[str, Any]:
    """The JSON value of a block. Its id is derived from its position, so that each load yields the same."""
    block_type, value = block
    return {
        "type": block_type,
        "value": _json_value(context, value),
        "id": str(uuid.uuid5(page.translation_key, str(number))),
    }


def _json_value(context: LoadContext, value: Any) -> Any:
    if isinstance(value, schema.Ref):
        return context.records[value].pk
    if isinstance(value, dict):
        return {key: _json_value(context, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_value(context, item) for item in value]
    return value
