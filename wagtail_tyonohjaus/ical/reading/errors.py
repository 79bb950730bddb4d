"""Errors of reading, identified by codes: the process that reads has no translations."""


class CalendarError(Exception):
    """The calendar can't be used at all.

    ``code`` is a key of ``availability.busy_calendars.error_texts.ERRORS``; ``detail`` is a value for its text, such as
    an HTTP status, and never part of the URL or the file.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class EventError(ValueError):
    """One event can't be used; ``code`` is a key of ``availability.busy_calendars.error_texts.SKIPPED``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
