"""A line of the checklist."""

from collections.abc import Callable
from dataclasses import dataclass

from ..practice.users import AnyUser

#: Whether a user may open the place to which a task leads.
Access = Callable[[AnyUser], bool]


def to_everybody(user: AnyUser) -> bool:
    """A place for all who see the checklist."""
    return True


@dataclass(frozen=True)
class Task:
    """One line: ``text`` says what to do, ``url`` leads to where it is done, if that is in the admin.

    A practice may do without what ``is_optional``. A user who may not open ``url`` reads in ``responsible`` who can
    do it; ``is_for_editors`` are pages and the records that editors maintain.
    """

    code: str
    text: str
    is_done: bool
    url: str = ""
    detail: str = ""
    is_optional: bool = False
    may_open: Access = to_everybody
    is_for_editors: bool = False
    responsible: str = ""
