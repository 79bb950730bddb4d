"""What crawlers ask for. A project adds these views to its own URLs."""

from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from .sitemap import PracticeSitemap


@require_safe
def practice_sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap of the request's site in all languages, for ``sitemap.xml``."""
    return sitemap(request, {"pages": PracticeSitemap(request)})


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Allows everything and names the sitemap, for ``robots.txt``."""
    lines = ["User-agent: *", "Disallow:"]
    try:
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse(practice_sitemap))}")
    except NoReverseMatch:
        pass  # The project has a sitemap of its own or none.
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
