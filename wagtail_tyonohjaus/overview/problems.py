"""A problem that somebody should solve, or work that waits."""

from dataclasses import dataclass, field
from typing import Any

from .advice import ADVICE, DASHBOARD_ADVICE


@dataclass(frozen=True)
class Link:
    """Where to solve a problem: ``label`` begins with a verb."""

    label: str
    url: str


@dataclass(frozen=True)
class Problem:
    """``code`` identifies the kind of problem; ``text`` and ``cause`` describe it in the active language.

    ``records`` are what it is about, for links; ``links`` depend on the rights of a reader, and are empty without one.
    """

    code: str
    text: str
    cause: str = ""
    records: tuple[Any, ...] = field(default=(), compare=False)
    links: tuple[Link, ...] = ()

    @property
    def advice(self) -> str:
        """What to do about it, in the active language."""
        return str(ADVICE.get(self.code) or DASHBOARD_ADVICE[self.code])
