"""The demo content as data: a package per practice."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from example_site.content.schema import PracticeSpec

SLUGS = ("kaislapuro", "hehkupuu", "vuolleranta", "kuuntelo", "rinnakulku")


def practices() -> list["PracticeSpec"]:
    return [import_module(f"{__name__}.{slug}").PRACTICE for slug in SLUGS]
