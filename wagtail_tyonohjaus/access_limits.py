"""Limits by which a project narrows the access that the policies grant; see ``practice.access.policy``.

A limit is a condition that the permitted rows have to meet besides, so it can never grant anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from .registry import Registry

AnyUser = AbstractBaseUser | AnonymousUser
#: Takes the user and the actions, such as ``{"view", "change"}``, of which the user needs one. Returns the condition
#: that rows have to meet, or None if nothing is limited for this user.
Condition = Callable[[AnyUser, frozenset[str]], Q | None]


@dataclass(frozen=True)
class AccessLimit:
    """``model`` is a label such as ``wagtail_tyonohjaus.ContactRequest``."""

    name: str
    model: str
    condition: Condition


_registered: Registry[AccessLimit] = Registry("access limit")


def register_access_limit(limit: AccessLimit) -> None:
    """Adds a limit; one of the same name is replaced. Raises ``LookupError`` for a model that does not exist."""
    apps.get_model(limit.model, require_ready=False)
    _registered.register(limit.name, limit)


def unregister_access_limit(name: str) -> None:
    """Removes a limit, if it is registered."""
    _registered.unregister(name)


def is_limited(model: type[Model]) -> bool:
    """Whether a project has limited the access to rows of the model, for anybody."""
    return any(_limits(model))


def limited(rows: QuerySet, user: AnyUser, actions: Iterable[str]) -> QuerySet:
    """Those of the rows that meet the conditions of all limits."""
    for limit in _limits(rows.model):
        condition = limit.condition(user, frozenset(actions))
        if condition is not None:
            # A subquery, since a condition by a join would return a row several times.
            rows = rows.filter(pk__in=rows.model._default_manager.filter(condition).order_by().values("pk"))
    return rows


def hidden_rows(model: type[Model], user: AnyUser, actions: Iterable[str] = ("view", "change")) -> QuerySet | None:
    """The rows on which limits allow none of the actions even if the policy grants access; None without a limit."""
    if not is_limited(model):
        return None
    rows = model._default_manager.order_by()
    return rows.exclude(pk__in=limited(rows, user, actions).values("pk"))


def _limits(model: type[Model]) -> list[AccessLimit]:
    return [limit for limit in _registered if limit.model.lower() == model._meta.label_lower]
