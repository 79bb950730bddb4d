"""Blocks that show the practice's records."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, IntegerBlock, ListBlock, TextBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import own

from .base import PracticeBlock


class RecordsMeta:
    group = _("Practice")


class ServicesBlock(PracticeBlock):
    services = ListBlock(
        SnippetChooserBlock("wagtail_tyonohjaus.Service"),
        default=[],
        label=_("Only these services"),
        help_text=_("None: all of the practice's."),
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
    supervisors = ListBlock(
        SnippetChooserBlock("wagtail_tyonohjaus.Supervisor"),
        default=[],
        label=_("Only these supervisors"),
        help_text=_("None: all of the practice's, limited by what follows."),
    )
    service = SnippetChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Who offer this service"))
    office = SnippetChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Who work in this office"))
    by_city = BooleanBlock(required=False, label=_("Group by city"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        service, by_city, most = value.get("service"), value.get("by_city"), self.meta.most
        found = listings.supervisors(
            context["site"],
            value.get("supervisors"),
            context.get("request"),
            service=service,
            office=value.get("office"),
            most=None if by_city else most,
        )
        if by_city:
            return {"supervisors": found, "cities": listings.by_city(found)}
        has_more = len(found) > most and not any(value.get("supervisors") or ())
        return {"supervisors": found[:most] if has_more else found, "has_more": has_more, "of_service": service}

    class Meta(RecordsMeta):
        label = _("Supervisors")
        icon = "group"
        template = "wagtail_tyonohjaus/blocks/supervisors.html"
        description = _("The practice's supervisors, with links to their pages.")
        preview_value = {"heading": _("Supervisors"), "supervisors": [], "by_city": False}
        most = 24


class OfficesBlock(PracticeBlock):
    offices = ListBlock(
        SnippetChooserBlock("wagtail_tyonohjaus.Office"),
        default=[],
        label=_("Only these offices"),
        help_text=_("None: all of the practice's."),
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
    supervisor = SnippetChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    service = SnippetChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    office = SnippetChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    number = IntegerBlock(default=8, min_value=1, max_value=60, label=_("How many times"))

    class Meta(RecordsMeta):
        label = _("Free times")
        icon = "calendar-alt"
        template = "wagtail_tyonohjaus/blocks/free_times.html"
        description = _("The next free times, of everybody or of one supervisor.")
        preview_value = {"heading": _("Free times"), "number": 8}


class CalendarSubscriptionBlock(PracticeBlock):
    text = TextBlock(required=False, label=_("Text"), rows=2)
    supervisor = SnippetChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    office = SnippetChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    service = SnippetChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        chosen = [value.get(name) for name in ("supervisor", "office", "service")]
        return {"is_foreign": any(record and not own(record, context["site"]) for record in chosen)}

    class Meta(RecordsMeta):
        label = _("Calendar subscription")
        icon = "calendar-check"
        template = "wagtail_tyonohjaus/blocks/calendar_subscription.html"
        description = _("Addresses with which a calendar app follows the free times.")
        preview_value = {"heading": _("Free times in your calendar"), "text": ""}


class CrisisNoticesBlock(PracticeBlock):
    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"notices": listings.crisis_notices(context["site"], context.get("request"))}

    class Meta(RecordsMeta):
        label = _("Crisis notices")
        icon = "warning"
        template = "wagtail_tyonohjaus/blocks/crisis_notices.html"
        description = _("The notices that are valid now; nothing while there are none.")
        preview_value = {"heading": _("Crisis supervision")}
