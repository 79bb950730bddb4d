"""When somebody answers the telephone."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Opening


def validate_opening(opening: "Opening") -> None:
    """Refuses hours that end before they start; raises ``ValidationError`` at ``closes``."""
    if opening.opens is not None and opening.closes is not None and opening.closes <= opening.opens:
        raise ValidationError({"closes": _("The hours end before they start. Give a later time.")})
