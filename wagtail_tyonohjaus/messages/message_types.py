"""Registry of the message types: what the delivery log and the message previews need to know about each.

Each part that sends messages registers its types here, so that this part need not know the parts above it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..practice.models import PracticeSettings
from ..practice.users import Account, AnyUser
from .models import Delivery
from .texts.placeholders import Placeholder


class MessageSubject:
    """What messages of some types are about, such as contact requests. Subclass it and pass it to ``MessageType``.

    A message refers to its subject by the reference in ``Delivery.about``.
    """

    def can_read_any(self, user: AnyUser) -> bool:
        """Whether the user may open the delivery log because of subjects of this kind."""
        return False

    def readable_references(self, user: AnyUser) -> QuerySet | None:
        """The references whose messages the user may read, as a queryset of one column; None for no references."""
        return None

    def changeable_references(self, user: AnyUser) -> QuerySet | None:
        """The references whose messages the user may send again or acknowledge, in the same form."""
        return None

    def hidden_references(self, user: AnyUser, actions: Iterable[str]) -> QuerySet | None:
        """Those on which a limit of the project allows none of the actions even to managers; None for none."""
        return None

    def admin_url(self, reference: str) -> str:
        """The URL of the subject's page in the admin; empty if there is none."""
        return ""

    def can_open(self, user: AnyUser, reference: str) -> bool:
        """Whether a reader of the messages may open ``admin_url``."""
        return True

    def calendar_text(self, delivery: Delivery) -> str:
        """The calendar part as it is sent. Override it to fill in what must not be stored."""
        return delivery.calendar

    def resent(self, delivery: Delivery, user: Account) -> None:
        """Called after ``user`` has sent a message again; ``delivery`` is the new one."""


#: Takes a practice and returns a template context with invented data in the active language.
SampleContext = Callable[[PracticeSettings], dict[str, Any]]


class Sample(NamedTuple):
    """One of several previews of a message type, for example of the message to another reader.

    Managers edit its text with ``placeholders``; without any, they can't. ``has_sms`` tells whether such messages are
    sent by text message, too.
    """

    name: str
    label: str | Promise
    context: SampleContext
    placeholders: tuple[Placeholder, ...] = ()
    has_sms: bool = True


def only_variant(context: Mapping[str, Any]) -> str:
    """The name of the sample of a type that has one."""
    return ""


@dataclass(frozen=True)
class MessageType:
    """``name`` is stored in deliveries and is the name of the templates' folder, ``label`` is shown in the admin.

    A type with one preview has a ``sample_context``, one whose text depends on the reader or the case has ``samples``.

    ``placeholders`` are those of the single preview. ``variant`` takes the templates' context of a message, and returns
    the name of the sample whose edited text it has. For a name without a sample, the message is sent as the templates
    say. ``not_editable`` says why managers can't edit the text; blank if they can.
    """

    name: str
    label: str | Promise
    subject: MessageSubject
    sample_context: SampleContext | None = None
    samples: tuple[Sample, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    variant: Callable[[Mapping[str, Any]], str] = only_variant
    not_editable: str | Promise = ""

    @property
    def previews(self) -> dict[str, Sample]:
        """All samples by name, in order; empty without a preview."""
        label, context = _("Example"), self.sample_context
        single = (Sample("", label, context, self.placeholders),) if context else ()
        return {sample.name: sample for sample in (*single, *self.samples)}


_registered: dict[str, MessageType] = {}


def register_message_type(message_type: MessageType) -> None:
    """Adds a message type; one of the same name is replaced."""
    _registered[message_type.name] = message_type


def registered_type(name: str) -> MessageType | None:
    """The type of this name, if it is registered."""
    return _registered.get(name)


def message_type_label(name: str) -> str:
    """The type's label in the active language; for a type that is not registered its name."""
    message_type = _registered.get(name)
    return str(message_type.label) if message_type else name


def subject_of(delivery: Delivery) -> MessageSubject:
    """What a delivery is about; of a type that is not registered, a subject that nobody may read."""
    message_type = _registered.get(delivery.message_type)
    return message_type.subject if message_type else MessageSubject()


def subjects() -> Iterator[MessageSubject]:
    """The subjects of all registered types, each once."""
    yield from dict.fromkeys(message_type.subject for message_type in _registered.values())


def previewable_types() -> dict[str, MessageType]:
    """The types that have sample data, by name, in the order of registration."""
    return {name: message_type for name, message_type in _registered.items() if message_type.previews}
