"""Makes the drafts of the pages: one tree for each language, linked as translations."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

from ..page_types.general import StandardPageMixin
from ..practice.page_links import PageRole, presenting_classes
from .drafts import add_draft, free_slug
from .front_page import class_of_home, front_page_items, home_key
from .page_classes import class_under, classes_of, existing_blocks, existing_values
from .page_specs import PageSpec, page_specs
from .record_items import start_uuid
from .settings_items import settings_item
from .texts import page_text
from .workspace import Item, Workspace


def page_items(work: Workspace) -> Iterator[Item]:
    """Parents before children, and the first language before its translations."""
    for language in work.page_languages:
        yield from front_page_items(work, language)
        for spec in page_specs(work.plan):
            if classes_of(spec.kind):
                yield _page_item(work, spec, language)
    privacy = page_key("privacy", work.plan.language)
    if classes_of(StandardPageMixin):
        title = page_text(work.plan.language, "privacy", "title")
        yield settings_item(work, "privacy_page", lambda: work.objects.get(privacy), title)


def missing_kinds(work: Workspace) -> bool:
    """Whether the project lacks page classes for some of the pages."""
    return not all(classes_of(spec.kind) for spec in page_specs(work.plan))


def page_key(key: str, language: str) -> str:
    """The key of a page in a language within the start."""
    return f"page:{key}:{language}"


def _page_item(work: Workspace, spec: PageSpec, language: str) -> Item:
    key, title = page_key(spec.key, language), spec.title(language)
    return Item(
        key,
        classes_of(spec.kind)[0]._meta.verbose_name,
        f"{title} ({language})" if len(work.page_languages) > 1 else title,
        partial(_find, work, spec, language),
        partial(_create, work, spec, language),
        partial(_problem, work, spec, language),
    )


def _parent(work: Workspace, spec: PageSpec, language: str) -> AbstractPage | None:
    """The page under which it belongs; None if that is yet to be made, or can't be made."""
    key = page_key(spec.parent, language) if spec.parent else home_key(language)
    return work.objects.get(key)


def _problem(work: Workspace, spec: PageSpec, language: str) -> str:
    """Why the page can't be made under its parent, or the parent is missing."""
    parent = _parent(work, spec, language)
    if parent is not None:
        parent_class = parent.specific_class
    else:
        parent_classes = classes_of(spec.parent_kind) if spec.parent_kind else [class_of_home(work)]
        parent_class = next(iter(parent_classes), None)
    if parent_class is None:
        return _("The page above it can't be made.")
    if class_under(spec.kind, parent_class) is None:
        return _("Pages of this type can't be made under “%(parent)s”.") % {"parent": parent_class.get_verbose_name()}
    return ""


def _find(work: Workspace, spec: PageSpec, language: str) -> AbstractPage | None:
    """The page of an earlier run, its counterpart in this language, or a page that somebody has made for the same."""
    key, locale, home = page_key(spec.key, language), work.locale(language), work.objects.get(home_key(language))
    if page := work.made_before(key):
        return page
    for model in classes_of(spec.kind) if locale else ():
        if page := model.objects.filter(translation_key=_translation_key(work, spec), locale=locale).first():
            return page
    return _found_below(work, spec, home) if home is not None and home.pk else None


def _found_below(work: Workspace, spec: PageSpec, home: AbstractPage) -> AbstractPage | None:
    if not isinstance(spec.kind, PageRole):
        page = work.practice.privacy_page
        return page.specific if page and page.is_descendant_of(home) else None
    if not spec.record:
        found = (model.objects.descendant_of(home).order_by("path").first() for model in classes_of(spec.kind))
        return next((page for page in found if page), None)
    record = work.objects.get(spec.record)
    for model, field in presenting_classes(spec.kind) if record is not None else ():
        if page := model.objects.descendant_of(home).filter(**{field: record}).order_by("path").first():
            return page
    return None


def _translation_key(work: Workspace, spec: PageSpec) -> Any:
    """That of the page in a language that came before, else one that is the same in every run."""
    pages = (work.objects.get(page_key(spec.key, language)) for language in work.page_languages)
    return next((page.translation_key for page in pages if page), start_uuid(work, f"page:{spec.key}"))


def _create(work: Workspace, spec: PageSpec, language: str) -> AbstractPage:
    parent, locale = _parent(work, spec, language), work.locale(language)
    model = class_under(spec.kind, parent.specific_class) if parent is not None else None
    if model is None or parent is None or locale is None:
        raise ValidationError(_problem(work, spec, language))
    values = spec.values(work, language)
    record = {spec.record_field: work.objects[spec.record]} if spec.record else {}
    body = existing_blocks(model, spec.blocks(work, language))
    page = model(
        **existing_values(model, {"show_in_menus": spec.in_menu, **values, **record}),
        title=spec.title(language),
        slug=free_slug(parent, spec.slug(language)),
        translation_key=_translation_key(work, spec),
    )
    if body:
        page.body = json.dumps([{"type": name, "value": value} for name, value in body])
    return add_draft(work, parent, page, locale)
