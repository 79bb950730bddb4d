"""The form of our pages in the admin."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.admin.forms import WagtailAdminPageForm

from wagtail_tyonohjaus.practice.form_fields.dates import DateTimeField, DateTimeInput
from wagtail_tyonohjaus.practice.form_fields.texts import read_without_loss
from wagtail_tyonohjaus.practice.formatting import format_zone, have_different_clocks
from wagtail_tyonohjaus.practice.phone_numbers import validate_complete
from wagtail_tyonohjaus.practice.settings import PracticeSettings
from wagtail_tyonohjaus.practice.site import default_site, site_of

SCHEDULE_FIELDS = ("go_live_at", "expire_at")


class PracticePageForm(WagtailAdminPageForm):
    """Nothing that is typed is cut, dropped or replaced. Times are in the practice's time zone.

    The publishing schedule is Wagtail's, but with our fields: Wagtail's picker turns a date in another notation into
    today.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SCHEDULE_FIELDS:
            if name in self.fields:
                self.fields[name] = self._schedule_field(name)
        read_without_loss(self.fields.values())
        for field in self.fields.values():
            if isinstance(field, DateTimeField):
                field.zone = self.zone
            elif isinstance(field, PhoneNumberField):
                field.validators = [validate_complete, *field.validators]

    @cached_property
    def zone(self) -> ZoneInfo:
        site = site_of(self.instance if self.instance.pk else self.parent_page) or default_site()
        return PracticeSettings.for_site(site).zone if site else PracticeSettings().zone

    def _schedule_field(self, name: str) -> DateTimeField:
        field = self.fields[name]
        selector = getattr(field.widget, "js_overlay_parent_selector", "body")
        widget = DateTimeInput(field.widget.attrs, js_overlay_parent_selector=selector)
        return DateTimeField(required=False, label=field.label, help_text=zone_hint(self.zone), widget=widget)


def zone_hint(zone: ZoneInfo) -> str:
    """The zone of the publishing schedule, and that in which Wagtail displays it beside the page, if they differ."""
    reader = timezone.get_current_timezone_name()
    if have_different_clocks(timezone.now(), [zone, reader]):
        names = {"zone": format_zone(zone), "other": format_zone(reader)}
        return _("Time zone: %(zone)s. The status beside the page is in your own: %(other)s.") % names
    return _("Time zone: %(zone)s.") % {"zone": format_zone(zone)}
