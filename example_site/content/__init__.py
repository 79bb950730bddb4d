"""The demo's contents, one package a practice, as plain data."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kit import Practice

SLUGS = ("kaislapuro", "hehkupuu", "vuolleranta", "kuuntelo", "rinnakulku")


def practices() -> list["Practice"]:
    return [import_module(f"{__name__}.{slug}").PRACTICE for slug in SLUGS]
