"""The registries by which parts and projects contribute to what other parts do."""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Item = TypeVar("Item")

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Registry(Generic[Item]):
    """Contributions of one kind by name, in the order of registration.

    All registries behave alike: call the function ``register_…`` in ``AppConfig.ready``; a contribution of the same
    name is replaced, so that a module may be imported twice and a project may replace what the package registers.
    """

    def __init__(self, kind: str, reserved: Iterable[str] = ()) -> None:
        """``kind`` is for error messages. ``reserved`` are names that nobody may register."""
        self._kind, self._reserved = kind, frozenset(reserved)
        self._items: dict[str, Item] = {}

    def register(self, name: str, item: Item) -> None:
        """Raises ``ImproperlyConfigured`` for a name that is not valid or is reserved."""
        if not NAME.fullmatch(name):
            raise ImproperlyConfigured(
                f"The {self._kind} {name!r} needs another name: at most 40 lower-case letters, digits and underscores, "
                "with a letter first."
            )
        if name in self._reserved:
            raise ImproperlyConfigured(f"The {self._kind} {name!r} needs another name: this one is the package's own.")
        self._items[name] = item

    def unregister(self, name: str) -> None:
        """Does nothing if no such contribution is registered."""
        self._items.pop(name, None)

    def get(self, name: str) -> Item | None:
        """The contribution of this name, if it is registered."""
        return self._items.get(name)

    def __iter__(self) -> Iterator[Item]:
        return iter(list(self._items.values()))
