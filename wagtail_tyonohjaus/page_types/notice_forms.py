"""The form of crisis notices in the admin."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .page_forms import PracticePageForm

END_IN_PAST = _("The end is in the past. Enter a later time, or save a draft.")


class CrisisNoticeForm(PracticePageForm):
    """A notice that has ended, or will have ended when it goes live, can't be published, but saved as a draft."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        end, go_live = cleaned.get("valid_until"), cleaned.get("go_live_at")
        if end and not self.is_deferred_validation:
            if end <= timezone.now():
                self.add_error("valid_until", END_IN_PAST)
            elif go_live and end <= go_live:
                self.add_error("valid_until", _("The notice would go live after this. Enter a later time."))
        return cleaned
