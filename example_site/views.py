"""What the demo's own host shows: a start page that names the practices, feeds and logins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.views import serve

from .content import practices
from .logins import LOGINS, PASSWORD
from .start import card, hero_pictures, languages, words


def front(request: HttpRequest) -> HttpResponse:
    """A practice's front page on its host, the demo's start page on every other."""
    site = Site.find_for_request(request)
    if site and site.hostname == request.get_host().partition(":")[0]:
        return serve(request, "")
    return render(request, "example_site/start.html", start_context(request))


def start_context(request: HttpRequest) -> dict[str, Any]:
    language, port, pictures = get_language() or "fi", request.get_port(), hero_pictures()
    return {
        "words": words(language),
        "languages": languages(),
        "cards": [card(practice, language, port, pictures) for practice in practices()],
        "logins": [{"login": login, "role": login.roles[language]} for login in LOGINS],
        "password": PASSWORD,
    }
