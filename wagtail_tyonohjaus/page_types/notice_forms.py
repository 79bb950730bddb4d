"""The form of crisis notices in the admin."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from wagtail_tyonohjaus.practice.form_fields.dates import DateTimeField
from wagtail_tyonohjaus.practice.settings import PracticeSettings
from wagtail_tyonohjaus.practice.site import default_site, site_of


class CrisisNoticeForm(WagtailAdminPageForm):
    """Times are in the practice's time zone. A notice that has ended can't be published, but saved as a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = site_of(self.instance if self.instance.pk else self.parent_page) or default_site()
        if site is None:
            return
        for field in self.fields.values():
            if isinstance(field, DateTimeField):
                field.zone = PracticeSettings.for_site(site).zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        end = cleaned.get("valid_until")
        if end and end <= timezone.now() and not self.is_deferred_validation:
            self.add_error("valid_until", _("The end is in the past. Enter a later time, or save a draft."))
        return cleaned
