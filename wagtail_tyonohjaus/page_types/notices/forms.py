"""The form of crisis notices in the admin."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.practice.models import Office
from wagtail_tyonohjaus.practice.site import default_site, site_of

from ..page_forms import PracticePageForm

END_IN_PAST = _("The end is in the past. Enter a later time, or save a draft.")
#: How long a notice is valid unless the editor enters another end.
SUGGESTED_VALIDITY = timedelta(days=28)
SUGGESTED_HOUR = 16


class CrisisNoticeForm(PracticePageForm):
    """A notice that has ended, or will have ended when it goes live, can't be published, but saved as a draft.

    A new notice has a suggested end.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "offices" in self.fields:
            self.fields["offices"].choices = self._office_choices()
        if self.instance.pk is None and "valid_until" in self.fields and not self.initial.get("valid_until"):
            self.initial["valid_until"] = suggested_end(timezone.localtime(timezone.now(), self.zone))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        end, go_live = cleaned.get("valid_until"), cleaned.get("go_live_at")
        if end and not self.is_deferred_validation:
            if end <= timezone.now():
                self.add_error("valid_until", END_IN_PAST)
            elif go_live and end <= go_live:
                self.add_error("valid_until", _("The notice would go live after this. Enter a later time."))
        return cleaned

    def _office_choices(self) -> list[tuple[str, str]]:
        """The offices of the practice, and those selected that have been deleted: without them, all would be meant."""
        site = site_of(self.instance if self.instance.pk else self.parent_page) or default_site()
        offices = Office.objects.filter(site=site).prefetch_related("translations") if site else ()
        choices = [(str(office.pk), str(office)) for office in offices]
        missing = sorted(set(self.instance.offices) - {code for code, _label in choices})
        return [*choices, *((code, gettext("Deleted office")) for code in missing)]


def suggested_end(now: datetime) -> datetime:
    """The end of a new notice; ``now`` is aware, in the practice's zone."""
    return (now + SUGGESTED_VALIDITY).replace(hour=SUGGESTED_HOUR, minute=0, second=0, microsecond=0)
