"""The URLs of the tests with the package's error pages, and a view that fails."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from tests.urls import urlpatterns as test_urlpatterns


def fail(request: HttpRequest) -> NoReturn:
    raise RuntimeError("a defect")


urlpatterns = [path("defect/", fail), path("sv/defect/", fail), *test_urlpatterns]

handler400 = "wagtail_tyonohjaus.error_views.bad_request"
handler403 = "wagtail_tyonohjaus.error_views.permission_denied"
handler404 = "wagtail_tyonohjaus.error_views.page_not_found"
handler500 = "wagtail_tyonohjaus.error_views.server_error"
