"""What a visitor selects in the slot picker: service, format, place, length and time zone."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from ...practice.choices import DeliveryMode
from ...practice.display.format_labels import format_choices
from ...practice.formatting import format_city_and_name
from ...practice.models import Office, Service, Supervisor
from ...practice.time_zones import city_of_zone, time_zone_names
from .. import formatting

Choices = list[tuple[str, str]]

GONE = gettext_lazy("This is not available here, or not any more. Choose another.")
REGIONS = {
    "Africa": pgettext_lazy("region", "Africa"),
    "America": pgettext_lazy("region", "America"),
    "Asia": pgettext_lazy("region", "Asia"),
    "Atlantic": pgettext_lazy("region", "Atlantic Ocean"),
    "Australia": pgettext_lazy("region", "Australia"),
    "Europe": pgettext_lazy("region", "Europe"),
    "Indian": pgettext_lazy("region", "Indian Ocean"),
    "Pacific": pgettext_lazy("region", "Pacific Ocean"),
}


class PickerForm(forms.Form):
    """The filters of a slot picker, from the query string. What has only one option is not asked.

    ``services`` are those to choose from, if the page does not preset one, and ``service`` is the one that determines
    the other choices. ``anchor`` is the id of the slot picker, from which those of the errors are made.
    """

    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    length = forms.ChoiceField(label=gettext_lazy("Length"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        service: Service,
        services: Iterable[Service] = (),
        supervisor: Supervisor | None = None,
        places: Choices,
        anchor: str = "times",
    ) -> None:
        super().__init__(data, auto_id=False, use_required_attribute=False)
        self.anchor = anchor
        self.options: dict[str, Choices] = {
            "service": [(str(each.pk), each.title) for each in services],
            "format": _formats(service, supervisor),
            "place": places,
            "length": [(str(minutes), formatting.format_minutes(minutes)) for minutes in service.length_minutes],
        }
        for name, options in self.options.items():
            field: Any = self.fields[name]
            field.choices = options if name in ("service", "length") else [("", _("Any")), *options]
            field.error_messages = {**field.error_messages, "invalid_choice": GONE}
        self._defaults = {"service": str(service.pk), "length": next((code for code, _ in self.options["length"]), "")}
        self.initial = self._defaults
        for name in self.errors:
            self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": self.error_id(name)}

    def error_id(self, name: str) -> str:
        """The id of a field's error on the page."""
        return f"{self.anchor}-{name}-error"

    def asked(self) -> list[forms.BoundField]:
        """The fields with several options, and those with an error."""
        return [self[name] for name, options in self.options.items() if len(options) > 1 or name in self.errors]

    def value(self, name: str) -> str:
        """The valid value, else the default; blank means any."""
        return (self.cleaned_data.get(name) if self.is_valid() else "") or self._defaults.get(name, "")

    def summary(self) -> list[str]:
        """The labels of what is selected; of service, place and length also if there is no alternative."""
        labels = []
        for name, options in self.options.items():
            is_known = len(options) == 1 and name != "format"
            labels += [label for code, label in options if is_known or code == self.value(name)]
        return list(dict.fromkeys(labels))


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(continent or ocean, [(name, city)]), both in alphabetical order of the active language."""
    return _zone_choices(get_language() or "")


@cache
def _zone_choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of the active language, which is ``language``: there are few, and hundreds of zones in each."""
    regions: dict[str, list[tuple[str, str]]] = {str(label): [] for label in REGIONS.values()}
    for name in sorted(time_zone_names()):
        if region := REGIONS.get(name.partition("/")[0]):
            regions[str(region)].append((name, _city(name)))
    return [(region, sorted(zones, key=_label_order)) for region, zones in sorted(regions.items())]


def _label_order(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def place_choices(service: Service, supervisor: Supervisor | None, offices: Iterable[Office]) -> Choices:
    """Offices, and the ways to hold a session elsewhere; values are primary keys and delivery modes."""
    at_offices = sorted([(str(one.pk), format_city_and_name(one)) for one in offices], key=lambda choice: choice[1])
    choices: Choices = []
    for mode in delivery_modes(service, supervisor):
        label = str(DeliveryMode(mode).label)
        choices += at_offices if at_offices and mode == DeliveryMode.PREMISES else [(mode, label)]
    return choices


def delivery_modes(service: Service, supervisor: Supervisor | None) -> list[str]:
    """How sessions of the service can be held, with the supervisor."""
    allowed = set(service.delivery_modes or DeliveryMode.values)
    if supervisor and supervisor.delivery_modes:
        allowed &= set(supervisor.delivery_modes)
    return [mode for mode in DeliveryMode.values if mode in allowed]


def _formats(service: Service, supervisor: Supervisor | None) -> Choices:
    own = set(service.formats)
    if supervisor and supervisor.formats:
        own &= set(supervisor.formats)
    return format_choices(own, service.kind)


def _city(name: str) -> str:
    return city_of_zone(name) or name.partition("/")[2].replace("_", " ").replace("/", ", ")
