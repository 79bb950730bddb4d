"""The front page of the site in each language: a new one, or the one that the site has."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from wagtail.models import AbstractPage, PageLogEntry

from ..practice.page_links import PageRole
from ..practice.page_model import page_model
from .actions import MADE
from .drafts import add_draft, free_slug
from .page_classes import class_under, classes_of, existing_blocks, existing_values
from .page_specs import home_blocks, home_values
from .plan import FrontPage
from .record_items import start_uuid
from .root_switch import PREVIOUS_ROOT
from .texts import LANGUAGES, page_text
from .workspace import Item, Workspace

#: In the data of the log entry: the page under which a new front page was made.
MADE_UNDER = "made_under"


def home_key(language: str) -> str:
    """The key of the front page in a language within the start."""
    return f"page:home:{language}"


def front_page_items(work: Workspace, language: str) -> Iterator[Item]:
    """The front page in a language."""
    kind = next(iter(classes_of(PageRole.HOME)), type(work.site.root_page.specific))._meta.verbose_name
    find, create = partial(_find, work, language), partial(_create, work, language)
    label = f"{work.plan.name} ({language})" if len(work.page_languages) > 1 else work.plan.name
    yield Item(home_key(language), kind, label, find, create, data=lambda: _log_data(work, language))


def class_of_home(work: Workspace) -> type[AbstractPage] | None:
    """The class of the front page that the site has or will have."""
    if _is_new(work):
        return _new_class(work)
    return _base(work).specific_class


def _base(work: Workspace) -> AbstractPage:
    """The front page that the start has made in some language, else that of the site."""
    made = (work.made_before(home_key(language)) for language in LANGUAGES)
    now = (work.objects.get(home_key(language)) for language in LANGUAGES)
    return next((page for page in (*now, *made) if page), work.site.root_page.specific)


def _is_new(work: Workspace) -> bool:
    """Whether the site gets another front page: it has none of the package, and nobody has worked on the one it has."""
    base, wish = _base(work), work.plan.front_page
    if isinstance(base, tuple(classes_of(PageRole.HOME))) or wish is FrontPage.KEEP or _new_class(work) is None:
        return False
    return wish is FrontPage.NEW or _is_untouched(base)


def _is_untouched(root: AbstractPage) -> bool:
    """Whether nobody has worked on it or under it, apart from the start of another practice that shares it."""
    if root.depth == 1:
        return True
    logged = PageLogEntry.objects.filter(action=MADE).values_list("page_id", "data")
    made = [pk for pk, data in logged if data.get(MADE_UNDER) == root.pk]
    return root.latest_revision_id is None and not root.get_children().exclude(pk__in=made).exists()


def _new_parent(work: Workspace) -> AbstractPage:
    """The present front page, so that the drafts belong to the site before it shows them."""
    root = work.site.root_page.specific
    return root if class_under(PageRole.HOME, type(root)) else page_model().get_first_root_node().specific


def _new_class(work: Workspace) -> type[AbstractPage] | None:
    return class_under(PageRole.HOME, type(_new_parent(work)))


def _find(work: Workspace, language: str) -> AbstractPage | None:
    base, locale = _base(work), work.locale(language)
    if page := work.made_before(home_key(language)):
        return page
    if _is_new(work) or locale is None:
        return None
    translation = base if base.locale_id == locale.pk else base.get_translation_or_none(locale)
    return translation.specific if translation else None


def _create(work: Workspace, language: str) -> AbstractPage:
    base, locale = _base(work), work.locale(language)
    is_new = _is_new(work)
    if not is_new and not isinstance(base, tuple(classes_of(PageRole.HOME))):
        return base.copy_for_translation(locale, copy_parents=True).specific
    parent = _new_parent(work) if is_new else base.get_parent()
    model: Any = _new_class(work) if is_new else type(base)
    name = work.plan.name if language == work.plan.language else f"{work.plan.name} {language}"
    page = model(
        **existing_values(model, home_values(work, language)),
        title=page_text(language, "home", "title", **work.values),
        slug=free_slug(parent, name),
        translation_key=start_uuid(work, "page:home") if is_new else base.translation_key,
    )
    if body := existing_blocks(model, home_blocks(work, language)):
        page.body = json.dumps([{"type": block, "value": value} for block, value in body])
    return add_draft(work, parent, page, locale)


def _log_data(work: Workspace, language: str) -> dict[str, Any]:
    """Under which page it was made, and for that in the first language which page it replaces."""
    page = work.objects[home_key(language)]
    if page.depth == 1:
        return {}
    data, homes = {MADE_UNDER: page.get_parent().pk}, tuple(classes_of(PageRole.HOME))
    replaces = isinstance(page, homes) and not isinstance(work.site.root_page.specific, homes)
    return {**data, PREVIOUS_ROOT: work.site.root_page_id} if replaces and language == work.plan.language else data
