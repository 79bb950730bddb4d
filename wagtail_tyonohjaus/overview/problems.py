"""A problem that somebody should solve."""

from dataclasses import dataclass

from .advice import ADVICE


@dataclass(frozen=True)
class Problem:
    """``code`` identifies the kind of problem, ``text`` describes it in the active language."""

    code: str
    text: str

    @property
    def advice(self) -> str:
        """What to do about it, in the active language."""
        return str(ADVICE[self.code])
