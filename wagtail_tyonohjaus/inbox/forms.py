"""Forms on the page of a contact request."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..contact.choices import CallbackOutcome
from ..contact.models import Callback, ContactRequest
from ..contact.policy import policy
from ..contact.workflow import next_statuses
from ..practice.form_fields.choices import set_choices, set_queryset
from ..practice.form_fields.texts import LineField, TextField
from ..practice.users import Account, display_name


class UserField(forms.ModelChoiceField):
    """Users by the name that Wagtail displays."""

    def label_from_instance(self, user: Account) -> str:
        return display_name(user)


class RequestForm(forms.Form):
    """Base class of the forms on a request's page, which all take the request."""

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        # The page has several forms, whose fields must not share ids.
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        self.contact_request = request


class AssignForm(RequestForm):
    """The practice's staff; blank for nobody."""

    assignee = UserField(queryset=None, required=False, label=_("Assigned to"), empty_label=_("Nobody"))

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"assignee": request.assignee_id})
        super().__init__(*args, request=request, **kwargs)
        set_queryset(self, "assignee", assignee_choices(request))


class StatusForm(RequestForm):
    """The statuses to which the request can change, and a note for the history."""

    status = forms.ChoiceField(label=_("New status"))
    note = TextField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "cols": 40})
    )

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        set_choices(self, "status", next_statuses(request))


class NoteForm(RequestForm):
    """A note for the history."""

    text = TextField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text=_("Only staff can see notes. Do not include client names or health details."),
    )


class ReplyForm(RequestForm):
    """The subject and text of an e-mail to the visitor."""

    subject = LineField(label=_("Subject"), max_length=120)
    text = TextField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10, "cols": 60}))


class CallbackForm(RequestForm):
    """How a callback ended, and a note for the history."""

    outcome = forms.ChoiceField(label=_("Outcome of the call"), choices=CallbackOutcome.choices)
    note = LineField(
        label=_("Note (optional)"), required=False, max_length=2000, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, callback: Callback, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_callback_{callback.pk}_%s", **kwargs)
        self.callback = callback


def assignee_choices(request: ContactRequest) -> QuerySet[Account]:
    """The practice's staff and the current assignee."""
    users = policy().assignable_users(request.site)
    if request.assignee_id:
        users = users | users.model._default_manager.filter(pk=request.assignee_id)
    return users.select_related("wagtail_userprofile").order_by(users.model.USERNAME_FIELD)
