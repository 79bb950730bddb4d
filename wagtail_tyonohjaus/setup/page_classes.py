"""Finds the project's page classes, and fills only fields and blocks that they have."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import AbstractPage, get_page_models

from ..page_types.general import StandardPageMixin
from ..practice.page_links import PageRole, page_classes

OWN_APP = "wagtail_tyonohjaus_pages"
#: A role, or the mixin of a page type that has none.
PageKind = PageRole | type[StandardPageMixin]


def classes_of(kind: PageKind) -> list[type[AbstractPage]]:
    """The concrete classes of a kind of page, those of the project before the package's own."""
    if isinstance(kind, PageRole):
        found = page_classes(kind)
    else:
        found = [model for model in get_page_models() if issubclass(model, kind)]
    return sorted(found, key=lambda model: model._meta.app_label == OWN_APP)


def class_under(kind: PageKind, parent: type[AbstractPage]) -> type[AbstractPage] | None:
    """The first class of a kind that can be made under a page of the class ``parent``; None if there is none."""
    allowed = parent.allowed_subpage_models()
    return next((model for model in classes_of(kind) if model.is_creatable and model in allowed), None)


def existing_values(model: type[AbstractPage], values: dict[str, Any]) -> dict[str, Any]:
    """Those of ``values`` whose fields the class has; a project may have removed some."""
    names = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in values.items() if name in names}


def existing_blocks(model: type[AbstractPage], blocks: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Those of the blocks (name, value) that the class has in its body."""
    fields = {field.name: field for field in model._meta.get_fields()}
    known = fields["body"].stream_block.child_blocks if "body" in fields else {}
    return [(name, value) for name, value in blocks if name in known]
