"""Tabs of the project in the forms of supervisors, services and offices, for fields of its own.

The fields are in a model of the project with a ``ParentalKey`` to the record, so that no model of the package changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.functional import Promise

from .registry import Registry

MODELS = frozenset({"wagtail_tyonohjaus.office", "wagtail_tyonohjaus.service", "wagtail_tyonohjaus.supervisor"})


@dataclass(frozen=True)
class RecordTab:
    """``model`` is a label such as ``wagtail_tyonohjaus.Supervisor``.

    ``relations`` are the names of child relations, or of other relations, that templates show with the record: lists
    load them in one query each.
    """

    name: str
    model: str
    heading: str | Promise
    panels: Sequence[Any]
    relations: tuple[str, ...] = ()


_registered: Registry[RecordTab] = Registry("record tab")


def register_record_tab(tab: RecordTab) -> None:
    """Adds a tab; one of the same name is replaced. Raises ``ImproperlyConfigured`` for a model without such forms."""
    if tab.model.lower() not in MODELS:
        raise ImproperlyConfigured(f"The record tab {tab.name!r} is for none of the records: {tab.model}.")
    _registered.register(tab.name, tab)


def unregister_record_tab(name: str) -> None:
    """Removes a tab, if it is registered."""
    _registered.unregister(name)


def record_tabs(model: type[Model]) -> list[RecordTab]:
    """The tabs in the form of the model's records, after the package's."""
    return [tab for tab in _registered if tab.model.lower() == model._meta.label_lower]


def record_relations(model: type[Model]) -> list[str]:
    """What lists of the model's records load besides, for the templates of the project."""
    return [relation for tab in record_tabs(model) for relation in tab.relations]
