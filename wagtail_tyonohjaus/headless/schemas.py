"""What the JSON contains. The OpenAPI document has the same descriptions."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Phone(BaseModel):
    """The telephone number that the pages show."""

    number: str = Field(description="With the country code, E.164")
    text: str = Field(description="As people write it in the practice's country")
    uri: str = Field(description="URI for a link")
    hours: str = Field(description="When it is answered; blank if that is not known")
    is_open: bool = Field(description="Whether it is answered now")


class Choice(BaseModel):
    """One of several answers."""

    value: str
    label: str


class Item(BaseModel):
    """A record. ``id`` is the slug of a service or office, and the UUID of a supervisor."""

    id: str
    name: str


class Language(BaseModel):
    """A language in which the site has content."""

    code: str
    name: str


class ServiceItem(Item):
    """A service, with what it consists of."""

    kind: str
    lengths: list[int] = Field(description="In minutes")
    formats: list[Choice]
    delivery_modes: list[Choice]


class SupervisorItem(Item):
    """A supervisor who works at the practice, with the ids of services and offices."""

    services: list[str]
    offices: list[str]


class Practice(BaseModel):
    """What there is to ask for, and the number to call."""

    name: str
    language: str
    languages: list[Language]
    time_zone: str = Field(description="The practice's time zone, an IANA name")
    phone: Phone | None
    services: list[ServiceItem]
    offices: list[Item]
    supervisors: list[SupervisorItem] = Field(description="None if there are too many for the form's list")
    publishes_times: bool = Field(description="Whether the practice publishes free times")
    texts: dict[str, str] = Field(description="Texts of the web component")


class TimeZone(BaseModel):
    """``name`` is an IANA name, ``label`` how people call it."""

    name: str
    label: str


class Time(BaseModel):
    """A time that can be requested."""

    start: AwareDatetime = Field(description="In UTC")
    end: AwareDatetime = Field(description="In UTC")
    minutes: int
    label: str = Field(description="Start and end in the displayed time zone")
    visitor_label: str = Field(description="The same in the visitor's time zone; blank if its clock does not differ")
    supervisor: Item
    office: Item | None
    form: dict[str, str] = Field(description="The parameters of the contact form for this time")


class Day(BaseModel):
    """A day in the displayed time zone."""

    date: date
    label: str
    slots: list[Time]


class Times(BaseModel):
    """The free times of one week."""

    service: Item
    services: list[Item]
    length: int | None = Field(description="In minutes")
    lengths: list[int]
    time_zone: TimeZone
    visitor_time_zone: TimeZone | None = Field(description="If its clock differs")
    earlier: date | None = Field(description="For the parameter ``from``; null if there are no earlier times")
    later: date | None
    days: list[Day]


class FormField(BaseModel):
    """A field that the visitor fills in. ``value`` is what is selected or filled in at first."""

    name: str
    type: str = Field(description="What kind of input it is; take an unknown one as text")
    label: str
    help: str
    required: bool
    value: str | bool | list[str]
    choices: list[Choice] | None = None
    max_length: int | None = None
    autocomplete: str | None = None
    input_mode: str | None = None


class HiddenField(BaseModel):
    """A field that is sent as it is, except ``visitor_time_zone``, which a script fills in."""

    name: str
    value: str


class FieldGroup(BaseModel):
    """Fields below a common heading."""

    heading: str
    details: bool = Field(description="Whether pages fold the group away, since few visitors need it")
    fields: list[FormField]


class SummaryRow(BaseModel):
    """What has been chosen or is held: a time, a person, a place."""

    label: str
    text: str


class ConsentField(BaseModel):
    """What the visitor agrees to. The answer is true; where it is not required, sending the form is the consent."""

    name: str
    label: str
    required: bool
    version: str = Field(description="Changes with the text")
    language: str = Field(description="Of the text; it may differ from that of the form")
    privacy_url: str = Field(description="The privacy notice; blank if there is none")


class Honeypot(BaseModel):
    """A text field that nobody sees, so that only bots fill it in."""

    name: str
    label: str


class Message(BaseModel):
    """A paragraph. The number, if there is one, follows the text."""

    text: str
    phone: Phone | None


class ContactForm(BaseModel):
    """A contact form. URLs are relative to that of the response."""

    language: str
    token: str = Field(description="Sent with the answers")
    min_seconds: float = Field(description="A form that is sent sooner is held for review")
    phone: Phone | None
    messages: list[Message] = Field(description="Shown above the form; empty unless it is for a crisis")
    summary: list[SummaryRow]
    groups: list[FieldGroup]
    hidden: list[HiddenField]
    consent: ConsentField
    honeypot: Honeypot


Answer = str | bool | int | float | list[str] | None


class FormAnswers(BaseModel):
    """What is posted. ``answers`` are by the names of the fields; fields without an answer may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    token: Annotated[str, Field(max_length=20_000)]
    answers: Annotated[dict[str, Answer], Field(max_length=200)]


class Receipt(BaseModel):
    """A request that is stored."""

    reference: str
    receipt_url: str
    heading: str
    summary: list[SummaryRow] = Field(description="The time that is held, with whom and where")
    messages: list[Message]


class FieldError(BaseModel):
    """What is wrong with an answer. ``field`` is blank for the form as a whole."""

    field: str
    pointer: str = Field(description="JSON Pointer into the request")
    message: str


class ParameterError(BaseModel):
    """What is wrong with a parameter of the URL."""

    parameter: str
    message: str


class ProblemDetails(BaseModel):
    """An error (RFC 9457). The fragment of ``type`` says which."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldError | ParameterError] | None = None
    form: ContactForm | None = None
    phone: Phone | None = None
