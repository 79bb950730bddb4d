"""The questions of the start, for the admin's steps and for the command."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.models import Site

from ..practice.appearance.themes import theme_choices
from ..practice.choices import Language, Weekday
from ..practice.form_fields.dates import TimeField
from ..practice.form_fields.texts import EmailField, LineField
from ..practice.models import Supervisor
from ..practice.phone_numbers import validate_not_premium_rate
from ..practice.time_zones import validate_time_zone
from ..practice.validators import email_lines, validate_email_lines
from .plan import FrontPage, PracticeType
from .ready_made import DEFAULT_SERVICES, READY_MADE
from .texts import LANGUAGES
from .workspace import content_code, uses_locales

PRACTICE_TYPES = [
    (PracticeType.SOLE.value, _("Sole practitioner: all requests go to one supervisor")),
    (PracticeType.GROUP.value, _("Several supervisors: visitors choose one, or the practice does")),
    (PracticeType.OFFICES.value, _("Several offices: each office gets its own requests")),
]
FRONT_PAGES = [
    (FrontPage.AUTO.value, _("Make one if nobody has worked on the site’s front page yet")),
    (FrontPage.NEW.value, _("Make a new front page")),
    (FrontPage.KEEP.value, _("Keep the site’s front page, and make the pages below it")),
]
LANGUAGE_CHOICES = [(code, Language(code).label) for code in LANGUAGES]
WORKDAYS = [0, 1, 2, 3, 4]


def _phone(**options: Any) -> PhoneNumberField:
    return PhoneNumberField(region="FI", validators=[validate_not_premium_rate], **options)


class StartForm(forms.Form):
    """Base of the steps' forms. ``site`` is the site of the practice."""

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)


class PracticeForm(StartForm):
    """The practice and its languages."""

    practice_type = forms.ChoiceField(
        label=_("Kind of practice"), choices=PRACTICE_TYPES, widget=forms.RadioSelect, initial=PracticeType.SOLE.value
    )
    name = LineField(label=_("Name of the practice"), max_length=120)
    phone = _phone(label=_("Telephone"), help_text=_("Visitors call this number, in a crisis, too."))
    email = EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Shown to visitors. It gets the requests for which nobody else is chosen."),
    )
    language = forms.ChoiceField(
        label=_("First language"), choices=LANGUAGE_CHOICES, help_text=_("That of the services and the first pages.")
    )
    further_languages = forms.MultipleChoiceField(
        label=_("Further languages"),
        choices=LANGUAGE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The same pages are made in these languages."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.site.root_page.locale.language_code.partition("-")[0]
        self.fields["language"].initial = code if code in LANGUAGES else LANGUAGES[0]

    def clean_language(self) -> str:
        return _with_pages(self.cleaned_data["language"])

    def clean_further_languages(self) -> list[str]:
        return [_with_pages(language) for language in self.cleaned_data["further_languages"]]


class ServicesForm(StartForm):
    """Which of the ready-made services the practice has."""

    services = forms.MultipleChoiceField(
        label=_("Services"),
        choices=lambda: service_choices(),
        initial=list(DEFAULT_SERVICES),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each gets a draft page with texts that you can edit. You can add others later."),
    )


class OfficeForm(StartForm):
    """One office. A blank form is no office."""

    city = LineField(label=_("City"), max_length=80)
    address = LineField(label=_("Street address"), max_length=250, required=False)
    phone = _phone(label=_("Telephone"), required=False)
    email = EmailField(label=_("E-mail"), max_length=254, required=False)
    coordinators = forms.CharField(
        label=_("Coordinators"),
        required=False,
        help_text=_("Logins or e-mail addresses of accounts, separated by commas. They get the office’s requests."),
    )

    def clean_coordinators(self) -> tuple[int, ...]:
        names = self.cleaned_data["coordinators"].split(",")
        return tuple(_account(name.strip()) for name in names if name.strip())


class SupervisorForm(StartForm):
    """The first supervisor with the usual hours."""

    supervisor_name = LineField(label=_("Name of the first supervisor"), max_length=120)
    supervisor_email = EmailField(
        label=_("Supervisor’s e-mail"),
        max_length=254,
        required=False,
        help_text=_("Leave blank to use the practice’s e-mail address."),
    )
    supervisor_phone = _phone(
        label=_("Supervisor’s telephone"), required=False, help_text=_("Leave blank to use the practice’s number.")
    )
    supervisor_user = forms.CharField(
        label=_("User account"),
        required=False,
        help_text=_("Login or e-mail address of the account with which the supervisor maintains hours and requests."),
    )
    hours_weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=Weekday.choices,
        coerce=int,
        initial=WORKDAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_start = TimeField(label=_("From"), initial="9.00")
    hours_end = TimeField(label=_("To"), initial="16.00")

    def clean_supervisor_user(self) -> int | None:
        name = self.cleaned_data["supervisor_user"]
        pk = _account(name) if name else None
        other = Supervisor.objects.filter(user=pk).exclude(user=None).first()
        if other and other.name.casefold() != str(self.data.get(self.add_prefix("supervisor_name"))).casefold():
            raise ValidationError(
                _("This account belongs to another supervisor. Leave it blank, or enter another one.")
            )
        return pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("hours_start"), cleaned.get("hours_end")
        if start and end and start >= end:
            self.add_error("hours_end", _("Enter an end that is later than the start."))
        return cleaned


class LookForm(StartForm):
    """Appearance, time and who gets what nobody else gets."""

    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=lambda: [("", _("Plain")), *theme_choices()])
    time_zone = forms.CharField(label=_("Time zone"), initial="Europe/Helsinki", validators=[validate_time_zone])
    holiday_country = forms.RegexField(
        r"\A[A-Z]{2}\Z",
        label=_("Country of public holidays"),
        initial="FI",
        error_messages={"invalid": _("Enter the two letters of a country, such as FI.")},
    )
    fallback_recipients = forms.CharField(
        label=_("Fallback recipients"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[validate_email_lines],
        help_text=_("One e-mail address per line. Leave blank to use the practice’s e-mail address."),
    )
    front_page = forms.ChoiceField(label=_("Front page"), choices=FRONT_PAGES, initial=FrontPage.AUTO.value)

    def clean_fallback_recipients(self) -> tuple[str, ...]:
        return tuple(email_lines(self.cleaned_data["fallback_recipients"]))


#: The forms of the steps by name, without the offices, of which there may be several.
FORMS: dict[str, type[StartForm]] = {
    "practice": PracticeForm,
    "services": ServicesForm,
    "supervisor": SupervisorForm,
    "look": LookForm,
}


def service_choices() -> list[tuple[str, str]]:
    """The ready-made services in the active language, each with its summary."""
    code = (get_language() or "en").partition("-")[0]
    language = code if code in LANGUAGES else "en"
    return [
        (key, f"{service.text(language, 'name')}: {service.text(language, 'summary')}")
        for key, service in READY_MADE.items()
    ]


def check_offices(practice_type: str, cities: Iterable[str]) -> None:
    """Raises ``ValidationError`` unless there are as many different cities as the kind of practice needs."""
    folded = [city.casefold() for city in cities]
    if len(set(folded)) < len(folded):
        raise ValidationError(_("Enter each city once. Further offices in a city can be added later."))
    if practice_type == PracticeType.OFFICES and not folded:
        raise ValidationError(_("Enter at least one office, or choose another kind of practice."))


def _with_pages(language: str) -> str:
    if uses_locales() and not content_code(language):
        text = _("The site has no content in this language. Add it to WAGTAIL_CONTENT_LANGUAGES, or leave it out.")
        raise ValidationError(text)
    return language


def _account(name: str) -> int:
    """The primary key of the active account with a login or e-mail address."""
    users = get_user_model()
    active = users._default_manager.filter(is_active=True)
    by_login = active.filter(**{users.USERNAME_FIELD: name})
    by_email = active.filter(**{f"{users.get_email_field_name()}__iexact": name})
    found = list(by_login[:2]) or list(by_email[:2])
    if len(found) != 1:
        raise ValidationError(
            _("There is no account “%(name)s”. Create it under Settings → Users first, or leave it out."),
            params={"name": name},
        )
    return found[0].pk
