"""The models whose rows pages show, and the practices to which a row belongs."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyChange, DutyTurn, Rota, WeeklyTurn
from wagtail_tyonohjaus.practice.models import (
    Approach,
    Office,
    OfficeOpeningHours,
    OfficeTranslation,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
    SupervisorTranslation,
    WorkField,
)
from wagtail_tyonohjaus.practice.settings import ConsentText, PracticeOpeningHours
from wagtail_tyonohjaus.practice.vocabulary import ApproachTranslation, WorkFieldTranslation

#: Shown on most pages: in the header, the footer, the form, or as the number to call.
SITE_MODELS = (
    *(PracticeSettings, PracticeOpeningHours, ConsentText, HolidayOverride, Office, OfficeOpeningHours),
    *(OfficeTranslation, RoutingRule, Rota, DutyTurn, WeeklyTurn, DutyChange),
)
#: Of all practices.
SHARED_MODELS = (Approach, ApproachTranslation, WorkField, WorkFieldTranslation)
RECORD_MODELS = (Supervisor, SupervisorTranslation, Service, ServiceTranslation)
#: From a row of a record to the record.
_OWNERS = ("practice", "office", "parent", "rota")


def site_id_of(record: Any) -> int | None:
    """The site of a record, or of the record that a row belongs to; None if that has been deleted, too."""
    if hasattr(record, "site_id"):
        return record.site_id
    try:
        owner = next(getattr(record, name) for name in _OWNERS if hasattr(type(record), name))
    except ObjectDoesNotExist:
        return None
    return owner.site_id


def site_ids_of(record: Any) -> set[int | None]:
    """``site_id_of``, and the site to which the record belonged when it was loaded."""
    former = getattr(record, "stored_site_id", None)
    return {site_id_of(record), *([former] if former else [])}
