"""Blocks know the page that is served, even if its template passes them no context."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail import hooks
from wagtail.models import AbstractPage

from .current_page import serve_as_current_page

ServePage = Callable[[AbstractPage, HttpRequest, Any, Any], HttpResponseBase]


@hooks.register("on_serve_page")
def remember_served_page(serve_page: ServePage) -> ServePage:
    """Wagtail calls what this returns instead of ``serve_page``."""

    def serve(page: AbstractPage, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        return serve_as_current_page(lambda: serve_page(page, request, args, kwargs), request, page)

    return serve
