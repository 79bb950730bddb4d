"""Crisis requests in queries: they come before all others in every queue.

The telephone number that a crisis page shows is chosen in ``routing.phone_numbers``.
"""

from django.db.models import OrderBy, Q
from django.utils.translation import gettext_lazy as _

from ..ordering import matching_first
from ..practice.choices import Kind
from .choices import Urgency

#: What people see of an urgency as ``shown_urgency`` returns it.
URGENCY_LABELS = {**dict(Urgency.choices), Urgency.CRISIS.value: _("Crisis")}


def shown_urgency(urgency: str, kind: str) -> str:
    """The code of the urgency that staff sees: a request for a crisis service is a crisis, with any urgency."""
    return Urgency.CRISIS.value if kind == Kind.CRISIS else urgency


def is_crisis(lookup: str = "") -> Q:
    """``lookup`` is the path from the model to the request, such as ``request__``."""
    return Q(**{f"{lookup}urgency": Urgency.CRISIS}) | Q(**{f"{lookup}kind": Kind.CRISIS})


def crisis_first(lookup: str = "") -> OrderBy:
    """Orders by crisis requests first; ``lookup`` as in ``is_crisis``."""
    return matching_first(is_crisis(lookup))
