"""Reads the blocks of code in the operations guide, which the scripts of this folder execute."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def code_block(document: str, language: str, containing: str) -> str:
    """The only block of that language with that text; raises ``ValueError`` if there is another number of them."""
    text = (DOCS / document).read_text(encoding="utf-8")
    blocks = [block for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S) if containing in block]
    if len(blocks) != 1:
        raise ValueError(f"{document} has {len(blocks)} blocks of {language} with {containing!r}")
    return blocks[0]
