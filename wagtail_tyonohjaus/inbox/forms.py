"""What staff fills in at a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from ..contact.choices import CallOutcome
from ..contact.models import ContactRequest
from ..contact.policy import policy
from ..contact.workflow import next_statuses


class UserField(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return get_user_display_name(user)


class AssignForm(forms.Form):
    assignee = UserField(queryset=None, required=False, label=_("Assigned to"), empty_label=_("Nobody"))

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"assignee": request.assignee_id})
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = workers_of(request)


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("New status"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "cols": 40})
    )

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = next_statuses(request)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text=_("Seen by staff only. No client names or health details, please."),
    )

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ReplyForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10, "cols": 60}))

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class CallForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of the call?"), choices=CallOutcome.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, request: ContactRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def workers_of(request: ContactRequest) -> Any:
    """Everybody to whom a request can be given, and whoever has it."""
    users = policy().workers(request.site)
    if request.assignee_id:
        users = users | users.model._default_manager.filter(pk=request.assignee_id)
    return users.select_related("wagtail_userprofile").order_by(users.model.USERNAME_FIELD)
