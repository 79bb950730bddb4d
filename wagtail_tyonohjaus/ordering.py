"""Orders of querysets that the database calculates."""

from django.db.models import Case, IntegerField, OrderBy, Q, Value, When


def matching_first(condition: Q) -> OrderBy:
    """Orders by the rows that meet the condition first."""
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField()).asc()
