"""Finds blocks and values in a page's StreamFields."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import ListBlock, StreamBlock, StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField


def stream_values(page: Any) -> Iterator[Any]:
    """The values of all blocks in a page's StreamFields, each before those inside it, in the order of the editor."""
    for child in stream_children(page):
        yield from _nested(child.value)


def stream_children(page: Any) -> Iterator[StreamValue.StreamChild]:
    """The top-level blocks of all StreamFields of a page."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from getattr(page, field.name) or ()


def block_values(page: Any, block_class: type) -> Iterator[StructValue]:
    """The values of a kind of struct block in a page's StreamFields."""
    for value in stream_values(page):
        if isinstance(value, StructValue) and isinstance(value.block, block_class):
            yield value


def stream_block_names(block: Any, block_class: type) -> set[str]:
    """The names of a kind of block in a StreamField's block and in the streams within it."""
    if isinstance(block, ListBlock):
        return stream_block_names(block.child_block, block_class)
    children = getattr(block, "child_blocks", {})
    names = {name for name, child in children.items() if isinstance(child, block_class)}
    inner = {name for child in children.values() for name in stream_block_names(child, block_class)}
    return (names if isinstance(block, StreamBlock) else set()) | inner


def _nested(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, StructValue):
        children = list(value.values())
    elif isinstance(value, ListValue):
        children = list(value)
    elif isinstance(value, StreamValue):
        children = [child.value for child in value]
    else:
        return
    for child in children:
        yield from _nested(child)
