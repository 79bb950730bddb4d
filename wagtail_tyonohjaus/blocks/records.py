"""Blocks that show the practice's records."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock, ListBlock

from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.choices import DeliveryMode
from wagtail_tyonohjaus.practice.page_links import record_of_site

from .base import PracticeBlock
from .record_choosers import RecordChooserBlock
from .typed_values import IntegerBlock, TextBlock

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import cards
else:
    cards = LateModule("wagtail_tyonohjaus.finding.cards")


class RecordsMeta:
    """Options of all blocks that present records: their group in the editor's menu."""

    group = _("Practice")


class ServicesBlock(PracticeBlock):
    """Services of the practice; without a selection all of them."""

    services = ListBlock(
        RecordChooserBlock("wagtail_tyonohjaus.Service"),
        default=[],
        label=_("Services"),
        help_text=_("Leave empty to show all services of the practice."),
    )

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"services": listings.services(context["site"], value.get("services"), context.get("request"))}

    class Meta(RecordsMeta):
        label = _("Services")
        icon = "clipboard-list"
        template = "wagtail_tyonohjaus/blocks/services.html"
        description = _("The practice's services, with links to their pages.")
        preview_value = {"heading": _("Services"), "services": []}


class SupervisorsBlock(PracticeBlock):
    """Supervisors of the practice; without a selection at most ``Meta.max_supervisors`` and a link to the others."""

    supervisors = ListBlock(
        RecordChooserBlock("wagtail_tyonohjaus.Supervisor"),
        default=[],
        label=_("Supervisors"),
        help_text=_("Leave empty to show all supervisors who match the fields below."),
    )
    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Offers the service"))
    office = RecordChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Works at the office"))
    group_by_city = BooleanBlock(required=False, label=_("Group by city"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        grouped, limit = value.get("group_by_city"), self.meta.max_supervisors
        supervisors = self._supervisors(value, context, None if grouped else limit)
        if grouped:
            return {"supervisors": supervisors, "cities": self._by_city(supervisors, value.get("office"), context)}
        has_more = len(supervisors) > limit and not any(value.get("supervisors") or ())
        return {
            "supervisors": supervisors[:limit] if has_more else supervisors,
            "has_more": has_more,
            "filter_service": value.get("service"),
        }

    @staticmethod
    def _by_city(
        supervisors: "list[cards.SupervisorCard]", office: Any, context: dict[str, Any]
    ) -> "list[tuple[str, list[cards.SupervisorCard]]]":
        only = cards.cities_of(office, context["site"], context.get("request")) if office else None
        return cards.group_by_city(supervisors, only)

    def _supervisors(self, value: Any, context: dict[str, Any], limit: int | None) -> "list[cards.SupervisorCard]":
        records = listings.supervisors(
            context["site"],
            value.get("supervisors"),
            context.get("request"),
            service=value.get("service"),
            office=value.get("office"),
            limit=limit,
        )
        services = frozenset({value["service"].pk}) if value.get("service") else None
        return cards.supervisor_cards(records, context["site"], context.get("request"), services=services)

    class Meta(RecordsMeta):
        label = _("Supervisors")
        icon = "group"
        template = "wagtail_tyonohjaus/blocks/supervisors.html"
        description = _("The practice's supervisors, with links to their pages.")
        preview_value = {"heading": _("Supervisors"), "supervisors": [], "group_by_city": False}
        max_supervisors = 24


class OfficesBlock(PracticeBlock):
    """Offices of the practice with their opening hours; without a selection all of them."""

    offices = ListBlock(
        RecordChooserBlock("wagtail_tyonohjaus.Office"),
        default=[],
        label=_("Offices"),
        help_text=_("Leave empty to show all offices of the practice."),
    )
    show_supervisors = BooleanBlock(required=False, label=_("Supervisors with their contact details"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"offices": listings.offices(context["site"], value.get("offices"), context.get("request"))}

    class Meta(RecordsMeta):
        label = _("Offices")
        icon = "home"
        template = "wagtail_tyonohjaus/blocks/offices.html"
        description = _("Contact details by city.")
        preview_value = {"heading": _("Offices"), "offices": [], "show_supervisors": False}


class FreeTimesBlock(PracticeBlock):
    """Free times of a supervisor, a service, an office or the page's own record, with links to the contact form."""

    supervisor = RecordChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    office = RecordChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    delivery_mode = ChoiceBlock(
        choices=DeliveryMode.choices,
        required=False,
        label=_("Where"),
        help_text=_("Leave empty to show times at all places."),
    )
    max_times = IntegerBlock(default=8, min_value=1, max_value=60, label=_("Maximum number of times"))

    class Meta(RecordsMeta):
        label = _("Free times")
        icon = "calendar-alt"
        template = "wagtail_tyonohjaus/blocks/free_times.html"
        description = _("The next free times of all supervisors or of one.")
        preview_value = {"heading": _("Free times"), "max_times": 8}


class CalendarSubscriptionBlock(PracticeBlock):
    """The URLs of calendar feeds, with instructions to subscribe to them."""

    text = TextBlock(required=False, label=_("Text"), rows=2)
    supervisor = RecordChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    office = RecordChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        records = [value.get(name) for name in ("supervisor", "office", "service")]
        return {"is_foreign": any(record and not record_of_site(record, context["site"]) for record in records)}

    class Meta(RecordsMeta):
        label = _("Calendar subscription")
        icon = "calendar-check"
        template = "wagtail_tyonohjaus/blocks/calendar_subscription.html"
        description = _("URLs that add the free times to a calendar app.")
        preview_value = {"heading": _("Free times in your calendar"), "text": ""}


class CrisisNoticesBlock(PracticeBlock):
    """The crisis notices that are valid now."""

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"notices": listings.crisis_notices(context["site"], context.get("request"))}

    class Meta(RecordsMeta):
        label = _("Crisis notices")
        icon = "warning"
        template = "wagtail_tyonohjaus/blocks/crisis_notices.html"
        description = _("The crisis notices valid now. Hidden if there are none.")
        preview_value = {"heading": _("Crisis supervision")}
