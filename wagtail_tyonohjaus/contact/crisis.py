"""Crisis requests in queries: they come before all others in every queue."""

from django.db.models import Case, IntegerField, OrderBy, Q, Value, When

from ..practice.choices import Kind
from .choices import Urgency


def is_crisis(lookup: str = "") -> Q:
    """``lookup`` is the path from the model to the request, such as ``request__``."""
    return Q(**{f"{lookup}urgency": Urgency.CRISIS}) | Q(**{f"{lookup}kind": Kind.CRISIS})


def crisis_first(lookup: str = "") -> OrderBy:
    """Orders by crisis requests first; ``lookup`` as in ``is_crisis``."""
    return matching_first(is_crisis(lookup))


def matching_first(condition: Q) -> OrderBy:
    """Orders by the rows that meet the condition first."""
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField()).asc()
