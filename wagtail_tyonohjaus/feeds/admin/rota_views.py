"""A rota's private feed URLs in the Wagtail admin: list, create, revoke; for the managers of its practice."""

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

from ...duty.models import Rota
from ...practice.admin.users import staff_user
from ...practice.form_fields.texts import read_without_loss
from .. import subscribe, tokens
from ..models import RotaFeedToken

TEMPLATE = "wagtail_tyonohjaus/feeds/admin/rota_tokens.html"
ROTA_LIST_URL = "tyonohjaus_rota_feed_tokens"


class RotaTokenForm(forms.ModelForm):
    """The name of the device or app that will use the URL."""

    class Meta:
        model = RotaFeedToken
        fields = ["label"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read_without_loss(self.fields.values())


@require_GET
@never_cache
def list_tokens(request: HttpRequest, pk: int) -> HttpResponse:
    """The URLs that work, without their secret part, and a form for a new one."""
    return _render(request, _get_rota(request, pk), RotaTokenForm())


@require_POST
@never_cache
def create_token(request: HttpRequest, pk: int) -> HttpResponse:
    """The response, and nothing else, contains the new URL; so there is no redirect."""
    rota, form = _get_rota(request, pk), RotaTokenForm(request.POST)
    if not form.is_valid():
        return _render(request, rota, form)
    _feed_token, token = tokens.create_rota_token(rota, label=form.cleaned_data["label"], user=staff_user(request))
    url = f"{rota.site.root_url}{reverse('wagtail_tyonohjaus:calendar_rota', kwargs={'token': token})}"
    return _render(request, rota, RotaTokenForm(), url=url, options=subscribe.private_options(url))


@require_POST
def revoke_token(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    """The URL returns 404 from then on."""
    rota = _get_rota(request, pk)
    tokens.revoke_token(get_object_or_404(RotaFeedToken, pk=token_pk, rota=rota))
    messages.success(request, _("The link has been revoked."))
    return HttpResponseRedirect(reverse(ROTA_LIST_URL, args=[rota.pk]))


def _get_rota(request: HttpRequest, pk: int) -> Rota:
    rota = get_object_or_404(Rota.objects.select_related("site"), pk=pk)
    if not tokens.can_have_rota_token(staff_user(request), rota):
        raise PermissionDenied
    return rota


def _render(request: HttpRequest, rota: Rota, form: RotaTokenForm, **context: Any) -> HttpResponse:
    return render(request, TEMPLATE, {"rota": rota, "form": form, "tokens": tokens.active_rota_tokens(rota), **context})


urlpatterns = [
    path("tyonohjaus/rotas/<int:pk>/feeds/", list_tokens, name=ROTA_LIST_URL),
    path("tyonohjaus/rotas/<int:pk>/feeds/create/", create_token, name="tyonohjaus_create_rota_feed_token"),
    path(
        "tyonohjaus/rotas/<int:pk>/feeds/<int:token_pk>/revoke/",
        revoke_token,
        name="tyonohjaus_revoke_rota_feed_token",
    ),
]
