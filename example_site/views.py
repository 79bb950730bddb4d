"""The start page, which lists the practices, feeds and accounts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.views import serve

from example_site.accounts import ACCOUNTS, PASSWORD
from example_site.start_page import card, hero_pictures, languages, texts

from .content import practices


def front_page(request: HttpRequest) -> HttpResponse:
    """A practice's front page on its own host, otherwise the start page."""
    site = Site.find_for_request(request)
    if site and site.hostname == request.get_host().partition(":")[0]:
        return serve(request, "")
    return render(request, "example_site/start.html", start_context(request))


def start_context(request: HttpRequest) -> dict[str, Any]:
    language, port, pictures = get_language() or "fi", request.get_port(), hero_pictures()
    return {
        "texts": texts(language),
        "languages": languages(),
        "cards": [card(practice, language, port, pictures) for practice in practices()],
        "accounts": [{"account": account, "role": account.roles[language]} for account in ACCOUNTS],
        "password": PASSWORD,
    }
