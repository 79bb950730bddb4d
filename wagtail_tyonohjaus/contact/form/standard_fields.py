"""The standard fields of contact forms: their order, labels and whether they are required by default."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrOrPromise = str | Promise
# No browser fills in a field of this name, so only a bot that fills in everything does.
HONEYPOT = "tyo_further"
# The further times of a series, in the form for crises.
FURTHER_TIMES = "further_times"
# Further inputs of every form, which editors can't configure.
OTHER_FIELDS = (
    FURTHER_TIMES,
    *("form_key", "csrfmiddlewaretoken", "call_parts", "call_from", "call_until", "visitor_time_zone", "consent"),
    HONEYPOT,
)


class Requirement(models.TextChoices):
    """Whether a form has a standard field, and whether it has to be filled in."""

    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")
    OFF = "no", _("Not in the form")


# The standard fields, in the form's order, with their requirement by default.
STANDARD_FIELDS: dict[str, Requirement] = {
    "name": Requirement.REQUIRED,
    "organisation": Requirement.OPTIONAL,
    "email": Requirement.OPTIONAL,
    "phone": Requirement.OPTIONAL,
    "preferred_contact": Requirement.OPTIONAL,
    "call_windows": Requirement.OPTIONAL,
    "urgency": Requirement.OFF,
    "service": Requirement.OPTIONAL,
    "format": Requirement.OPTIONAL,
    "office": Requirement.OPTIONAL,
    "delivery_mode": Requirement.OPTIONAL,
    "supervisor": Requirement.OPTIONAL,
    "language": Requirement.OFF,
    "participants": Requirement.OFF,
    "payer": Requirement.OFF,
    "preferred_start": Requirement.OPTIONAL,
    "message": Requirement.OPTIONAL,
}

# The same of the form for crises. What the page or a chosen time knows is carried by it, too.
URGENT_FIELDS: dict[str, Requirement] = {
    "phone": Requirement.REQUIRED,
    "name": Requirement.OPTIONAL,
    "message": Requirement.OPTIONAL,
}

FIELD_LABELS = {
    "name": _("Name"),
    "organisation": _("Organisation"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "preferred_contact": _("How may we contact you?"),
    "call_windows": _("When may we call?"),
    "urgency": _("How urgent is it?"),
    "service": _("Service"),
    "format": _("Format"),
    "office": _("Office"),
    "delivery_mode": _("Where to meet"),
    "supervisor": _("Supervisor"),
    "language": _("Language of supervision"),
    "participants": _("Number of participants"),
    "payer": _("Who pays?"),
    "preferred_start": _("Preferred time"),
    "message": _("Message"),
}
