"""Wagtail's blocks for texts and numbers, in which a browser neither cuts nor drops what was typed.

Migrations refer to Wagtail's own classes.
"""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks

from wagtail_tyonohjaus.practice.form_fields.texts import read_without_loss


class CharBlock(blocks.CharBlock):
    """One line of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        read_without_loss([self.field])

    class Meta:
        default = ""  # wagtail-localize can't read the None of a block that code has created


class TextBlock(blocks.TextBlock):
    """Several lines of text."""

    @cached_property
    def field(self) -> forms.Field:
        field: forms.Field = super().field
        read_without_loss([field])
        return field

    class Meta:
        default = ""


class IntegerBlock(blocks.IntegerBlock):
    """A whole number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        read_without_loss([self.field])


DECONSTRUCT_ALIASES = {
    CharBlock: "wagtail.blocks.CharBlock",
    TextBlock: "wagtail.blocks.TextBlock",
    IntegerBlock: "wagtail.blocks.IntegerBlock",
}
