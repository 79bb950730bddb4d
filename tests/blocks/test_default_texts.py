"""The texts of blocks that code creates, such as the import's."""

import pytest

from wagtail_tyonohjaus.blocks import PageBodyBlock

BLOCKS = PageBodyBlock().child_blocks


@pytest.mark.parametrize("name", [name for name, block in BLOCKS.items() if "heading" in block.child_blocks])
def test_heading_that_was_not_given_is_an_empty_text(name):
    """wagtail-localize fails with None."""
    assert BLOCKS[name].to_python({})["heading"] == ""
