"""A supervisor's private calendar addresses in the Wagtail admin: made, shown once, copied, revoked."""

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
from wagtail.permissions import policy_registry

from ...practice.models import Supervisor
from .. import subscribe, tokens
from ..models import FeedToken

TEMPLATE = "wagtail_tyonohjaus/feeds/admin/tokens.html"
NAME = "tyonohjaus_feed_tokens"


class TokenForm(forms.ModelForm):
    class Meta:
        model = FeedToken
        fields = ["label"]


def may_manage(user: Any, supervisor: Supervisor) -> bool:
    """The supervisor, and whoever may change the supervisor's record."""
    if supervisor.user_id is not None and supervisor.user_id == user.pk:
        return True
    policy = policy_registry.get_by_type(Supervisor)
    return policy.user_has_permission_for_instance(user, "change", supervisor)


@require_GET
@never_cache
def index(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _supervisor(request, pk), TokenForm())


@require_POST
@never_cache
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """The new address is in this answer and nowhere else, so a reload can't show it again."""
    supervisor = _supervisor(request, pk)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _shown(request, supervisor, form)
    _key, token = tokens.create(supervisor, label=form.cleaned_data["label"], user=request.user)
    path = reverse("wagtail_tyonohjaus:calendar_work", kwargs={"token": token})
    url = f"{supervisor.site.root_url}{path}"
    return _shown(request, supervisor, TokenForm(), url=url, options=subscribe.private_options(url))


@require_POST
def revoke(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    supervisor = _supervisor(request, pk)
    key = get_object_or_404(FeedToken, pk=token_pk, supervisor=supervisor)
    tokens.revoke(key)
    messages.success(request, _("The address no longer works."))
    return HttpResponseRedirect(reverse(NAME, args=[supervisor.pk]))


def mine(request: HttpRequest) -> HttpResponse:
    """From the menu to the supervisor's own addresses."""
    supervisor = get_object_or_404(Supervisor, user=request.user)
    return HttpResponseRedirect(reverse(NAME, args=[supervisor.pk]))


def _supervisor(request: HttpRequest, pk: int) -> Supervisor:
    supervisor = get_object_or_404(Supervisor.objects.select_related("site"), pk=pk)
    if not may_manage(request.user, supervisor):
        raise PermissionDenied
    return supervisor


def _shown(request: HttpRequest, supervisor: Supervisor, form: TokenForm, **new: Any) -> HttpResponse:
    keys = FeedToken.objects.filter(supervisor=supervisor, revoked_at=None)
    return render(request, TEMPLATE, {"supervisor": supervisor, "form": form, "tokens": keys, **new})


urlpatterns = [
    path("tyonohjaus/feeds/", mine, name=f"{NAME}_mine"),
    path("tyonohjaus/feeds/<int:pk>/", index, name=NAME),
    path("tyonohjaus/feeds/<int:pk>/new/", create, name=f"{NAME}_create"),
    path("tyonohjaus/feeds/<int:pk>/<int:token_pk>/revoke/", revoke, name=f"{NAME}_revoke"),
]
