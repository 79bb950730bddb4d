"""The example site's URLs, and an empty view to compare the others with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from example_site.urls import urlpatterns as example_urls


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("bench/empty/", empty), *example_urls]
