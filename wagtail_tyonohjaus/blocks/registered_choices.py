"""A choice of what the package and the project have registered."""

from collections.abc import Callable, Iterable
from typing import Any

from wagtail.blocks import ChoiceBlock


class RegisteredChoiceBlock(ChoiceBlock):
    """Offers ``choices`` and what ``registered`` returns besides: pairs of a value and a label.

    Migrations contain ``choices`` only, so that a registration changes none.
    """

    def __init__(self, *, registered: Callable[[], Iterable[tuple[str, Any]]] = tuple, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        built_in = self.field.choices

        def offered() -> Iterable[tuple[str, Any]]:
            values = {value for value, _label in built_in}
            return [*built_in, *(choice for choice in registered() if choice[0] not in values)]

        self.field.choices = offered
