"""Times that staff proposes; the visitor picks one by a link."""

from .exceptions import WrongStatus
from .models import Session, Status
from .transitions import confirm
from .types import By


def proposed_with(session: Session) -> list[Session]:
    """All times of the proposal that can still be chosen, in order."""
    if session.proposal is None:
        return []
    found = Session.objects.live().with_records().filter(proposal=session.proposal, status=Status.HELD)
    return list(found.order_by("start", "pk"))


def pick(session: Session, choice: int) -> Session:
    """The visitor picks one of the proposed times, by its primary key; the others are given back.

    ``session`` is the one whose link was followed. Raises ``WrongStatus`` where the choice is none of them any more.
    """
    chosen = next((each for each in proposed_with(session) if each.pk == choice), None)
    if chosen is None:
        raise WrongStatus
    return confirm(chosen, by=By.visitor())
