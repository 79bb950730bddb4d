"""A visitor's answers to a form: validated, stored, and validated again if a record is deleted meanwhile."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import QueryDict

from ...appointments.exceptions import AlternativeSlot
from ...practice.models import PracticeSettings
from ..booking import SlotUnavailable
from ..form.contact_form import ContactForm
from ..form.fields import PreferredTime
from ..form.tokens import FormToken
from ..models import ContactRequest
from ..submission import Submission, submit

logger = logging.getLogger(__name__)


class Rejected(Exception):
    """Nothing is stored. ``form`` has the errors and, with ``is_time_taken``, free times near the preferred one."""

    def __init__(self, form: ContactForm, *, is_time_taken: bool = False) -> None:
        super().__init__()
        self.form, self.is_time_taken = form, is_time_taken


@dataclass(frozen=True)
class FormPost:
    """``network`` is the visitor's. ``idempotency_key`` is the client's own name for the submission; blank without."""

    data: QueryDict
    practice: PracticeSettings
    network: str | None = None
    idempotency_key: str = ""

    def form(self, token: FormToken, offered: Iterable[PreferredTime] = ()) -> ContactForm:
        """The form of ``token`` with the answers. ``offered`` are free times to choose from."""
        return ContactForm(self.data, practice=self.practice, token=token, offered=offered)

    def store(self, form: ContactForm, *, is_retry: bool = False) -> ContactRequest:
        """Stores a valid form, or returns what it has stored before. Raises ``Rejected``, and what ``submit`` raises.

        A record that was deleted meanwhile is an error of its field. A deleted page is left out then.
        """
        try:
            return submit(Submission(form, self.network, self.idempotency_key))
        except SlotUnavailable as error:
            raise Rejected(self._with_alternatives(form.token, error), is_time_taken=True) from error
        except (IntegrityError, ObjectDoesNotExist) as error:
            if is_retry:
                raise
            fresh = self.form(form.token)
            if fresh.is_valid():
                return self.store(fresh, is_retry=True)
            logger.warning("A record of a contact request was deleted during submission (%s).", type(error).__name__)
            raise Rejected(fresh) from error

    def _with_alternatives(self, token: FormToken, error: SlotUnavailable) -> ContactForm:
        form = self.form(token, map(_preferred_time, error.alternatives))
        form.is_valid()
        form.add_error("preferred_start" if "preferred_start" in form.fields else None, str(error.message))
        return form


def _preferred_time(slot: AlternativeSlot) -> PreferredTime:
    return PreferredTime(slot.start, int((slot.end - slot.start).total_seconds()) // 60)
