"""Choosers of records that remember a record which was deleted, so that “only this one” never becomes “all”."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ListBlock, StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock


@dataclass(frozen=True)
class MissingRecord:
    """A record that was chosen and no longer exists. It is false, like no choice, but not None."""

    pk: Any

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return gettext("Deleted")


class RecordChooserBlock(SnippetChooserBlock):
    """A snippet chooser whose value is a ``MissingRecord`` once the chosen record is deleted."""

    def to_python(self, value: Any) -> Any:
        return self._or_missing(super().to_python(value), value)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        records = super().bulk_to_python(values)
        return [self._or_missing(record, value) for record, value in zip(records, values, strict=True)]

    def value_from_form(self, value: Any) -> Any:
        if isinstance(value, MissingRecord):
            return value
        return self._or_missing(super().value_from_form(value), value)

    def get_form_state(self, value: Any) -> Any:
        if isinstance(value, MissingRecord):
            return {"id": value.pk, "edit_url": None, self.widget.display_title_key: str(value)}
        return super().get_form_state(value)

    def clean(self, value: Any) -> Any:
        if isinstance(value, MissingRecord):
            raise ValidationError(
                _("This has been deleted, so the block shows nothing. Choose another, or clear the choice."), "missing"
            )
        return super().clean(value)

    @staticmethod
    def _or_missing(record: Any, value: Any) -> Any:
        return MissingRecord(value) if record is None and value not in (None, "") else record


def missing_choices(block: StructBlock, value: Any) -> list[str]:
    """The labels of the choosers of records in which nothing is left of what was chosen."""
    children = ((child, value.get(name)) for name, child in block.child_blocks.items())
    return [str(child.label) for child, chosen in children if _is_missing(child, chosen)]


def _is_missing(block: Block, chosen: Any) -> bool:
    if isinstance(block, ListBlock) and isinstance(block.child_block, RecordChooserBlock):
        return bool(chosen) and not any(chosen)
    return isinstance(chosen, MissingRecord)


# Migrations refer to this path, which stays the same if the module moves.
DECONSTRUCT_ALIASES = {
    RecordChooserBlock: "wagtail_tyonohjaus.blocks.RecordChooserBlock",
}
