"""Blocks know the page or record that is previewed, even if its template passes them no context."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import AbstractPage, PreviewableMixin

from .current_page import serve_as_current_page


def remember_previewed_objects() -> None:
    """Wrap each ``serve_preview`` that a model has or inherits, because Wagtail has no hook for previews."""
    models = [model for model in apps.get_models() if issubclass(model, PreviewableMixin)]
    owners: set[Any] = {base for model in models for base in model.__mro__ if "serve_preview" in vars(base)}
    for owner in owners:
        if not hasattr(owner.serve_preview, "remembers_page"):
            owner.serve_preview = _remembering(owner.serve_preview)


def _remembering(serve_preview: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(serve_preview)
    def serve(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = self if isinstance(self, AbstractPage) else None
        return serve_as_current_page(lambda: serve_preview(self, request, *args, **kwargs), request, page)

    # Any decorator of a project sets __wrapped__, too.
    serve.remembers_page = True  # type: ignore[attr-defined]
    return serve
