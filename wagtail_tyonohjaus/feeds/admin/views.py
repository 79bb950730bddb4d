"""A supervisor's private feed URLs in the Wagtail admin: list, create, revoke."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ...appointments.policy import can_view_all_sessions
from ...duty.rota import rotas_of
from ...practice.admin.users import staff_user
from ...practice.form_fields.texts import read_without_loss
from ...practice.models import Supervisor
from ...practice.users import AnyUser
from .. import subscribe, tokens
from ..models import FeedToken
from ..tokens import LIST_URL

TEMPLATE = "wagtail_tyonohjaus/feeds/admin/tokens.html"
OWN_URL = "tyonohjaus_own_feed_tokens"
FEED_URLS: dict[str, str] = {
    FeedToken.Scope.SESSIONS: "wagtail_tyonohjaus:calendar_sessions",
    FeedToken.Scope.DUTY: "wagtail_tyonohjaus:calendar_duty",
}


class TokenForm(forms.ModelForm):
    """The name of the device or app that will use the URL; for people in a rota, also what it shows."""

    class Meta:
        model = FeedToken
        fields = ["label", "scope"]
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, supervisor: Supervisor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read_without_loss(self.fields.values())
        self.fields["scope"].required = False
        if not rotas_of(supervisor).exists():
            del self.fields["scope"]

    @property
    def selected_scope(self) -> str:
        """What the feed of a valid form contains."""
        return self.cleaned_data.get("scope") or FeedToken.Scope.SESSIONS


def can_manage_tokens(user: AnyUser, supervisor: Supervisor) -> bool:
    """The supervisor, and users who may view all of the supervisor's sessions; not all who may change the record."""
    return can_view_all_sessions(user, supervisor)


@require_GET
@never_cache
def list_tokens(request: HttpRequest, pk: int) -> HttpResponse:
    """The URLs that work, without their secret part, and a form for a new one."""
    supervisor = _get_supervisor(request, pk)
    return _render(request, supervisor, TokenForm(supervisor))


@require_POST
@never_cache
def create_token(request: HttpRequest, pk: int) -> HttpResponse:
    """The response, and nothing else, contains the new URL; so there is no redirect."""
    supervisor = _get_supervisor(request, pk)
    if not supervisor.active:
        messages.error(request, _("The supervisor no longer works at the practice, so links would not work."))
        return HttpResponseRedirect(reverse(LIST_URL, args=[pk]))
    form = TokenForm(supervisor, request.POST)
    if not form.is_valid():
        return _render(request, supervisor, form)
    label = form.cleaned_data["label"]
    _feed_token, token = tokens.create_token(
        supervisor, label=label, user=staff_user(request), scope=form.selected_scope
    )
    feed_path = reverse(FEED_URLS[form.selected_scope], kwargs={"token": token})
    url = f"{supervisor.site.root_url}{feed_path}"
    return _render(request, supervisor, TokenForm(supervisor), url=url, options=subscribe.private_options(url))


@require_POST
def revoke_token(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    """The URL returns 404 from then on."""
    supervisor = _get_supervisor(request, pk)
    feed_token = get_object_or_404(FeedToken, pk=token_pk, supervisor=supervisor)
    tokens.revoke_token(feed_token)
    messages.success(request, _("The link has been revoked."))
    return HttpResponseRedirect(reverse(LIST_URL, args=[supervisor.pk]))


def own_tokens(request: HttpRequest) -> HttpResponse:
    """Redirects from the menu to the user's own list."""
    supervisor = get_object_or_404(Supervisor, user=request.user)
    return HttpResponseRedirect(reverse(LIST_URL, args=[supervisor.pk]))


def _get_supervisor(request: HttpRequest, pk: int) -> Supervisor:
    supervisor = get_object_or_404(Supervisor.objects.select_related("site", "user"), pk=pk)
    if not can_manage_tokens(request.user, supervisor):
        raise PermissionDenied
    return supervisor


def _render(request: HttpRequest, supervisor: Supervisor, form: TokenForm, **context: Any) -> HttpResponse:
    feed_tokens = tokens.active_tokens(supervisor)
    return render(request, TEMPLATE, {"supervisor": supervisor, "form": form, "tokens": feed_tokens, **context})


urlpatterns = [
    path("tyonohjaus/feeds/", own_tokens, name=OWN_URL),
    path("tyonohjaus/feeds/<int:pk>/", list_tokens, name=LIST_URL),
    path("tyonohjaus/feeds/<int:pk>/create/", create_token, name="tyonohjaus_create_feed_token"),
    path("tyonohjaus/feeds/<int:pk>/<int:token_pk>/revoke/", revoke_token, name="tyonohjaus_revoke_feed_token"),
]
