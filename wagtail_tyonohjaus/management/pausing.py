"""How commands report that this database is a copy, so that they do nothing."""

from django.core.management.base import CommandError, OutputWrapper

from wagtail_tyonohjaus.overview.pause import find_pause


class PauseReport:
    """Writes why nothing is done, and what to do about it: once, not in every round of ``--watch``."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self._stderr = stderr
        self._written = ""

    def write(self) -> None:
        """Writes the reason if it has changed."""
        text = pause_and_advice()
        if text and text != self._written:
            self._stderr.write(text)
        self._written = text


def fail_if_paused() -> None:
    """Raises ``CommandError``, so that the exit status is 1."""
    text = pause_and_advice()
    if text:
        raise CommandError(text)


def pause_and_advice() -> str:
    """Empty if nothing is paused."""
    problem = find_pause()
    return f"{problem.text} {problem.advice}" if problem else ""
