"""The page and request that are being rendered, for blocks that Wagtail gives no template context.

``{% include_block page.body %}`` passes the template's context to the blocks, but ``{{ page.body }}``, the commonest
way, turns a StreamField into text without one. So the page and the request are remembered while the page is served and
while its response is rendered, which is later: Django renders a ``TemplateResponse`` after the view, and a streaming
response part by part. In between and afterwards nothing is remembered, in no thread or task.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from wagtail.models import AbstractPage


@dataclass(frozen=True)
class CurrentPage:
    """What is being rendered; ``page`` is None in the preview of a record that is not a page."""

    request: HttpRequest
    page: AbstractPage | None


_current: ContextVar[CurrentPage | None] = ContextVar("tyonohjaus_current_page", default=None)


def with_current_page(context: Mapping[str, Any] | None) -> dict[str, Any]:
    """A template context with ``request`` and ``page``, as far as they are known; its own values take precedence."""
    completed = dict(context or {})
    if current := _current.get():
        completed["request"] = completed.get("request") or current.request
        if not isinstance(completed.get("page"), AbstractPage):
            completed["page"] = current.page
    return completed


def serve_as_current_page(
    serve: Callable[[], HttpResponseBase], request: HttpRequest, page: AbstractPage | None
) -> HttpResponseBase:
    """Call ``serve`` and return its response, and remember page and request during both that and its rendering."""
    current = CurrentPage(request, page)
    with _remembered(current):
        response = serve()
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        _remember_while_rendering(response, current)
    elif isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        parts = response.streaming_content
        iterate = _async_parts if response.is_async else _parts
        response.streaming_content = iterate(parts, current)  # type: ignore[arg-type]
    return response


@contextmanager
def _remembered(current: CurrentPage) -> Iterator[None]:
    token = _current.set(current)
    try:
        yield
    finally:
        _current.reset(token)


def _remember_while_rendering(response: SimpleTemplateResponse, current: CurrentPage) -> None:
    """Replaces the response's ``render`` until it is called: caches pickle the rendered response."""
    render = response.render

    def render_as_current_page() -> SimpleTemplateResponse:
        vars(response).pop("render", None)
        with _remembered(current):
            return render()

    vars(response)["render"] = render_as_current_page


def _parts(parts: Iterable[bytes], current: CurrentPage) -> Iterator[bytes]:
    iterator = iter(parts)
    while True:
        with _remembered(current):
            try:
                part = next(iterator)
            except StopIteration:
                return
        yield part


async def _async_parts(parts: AsyncIterator[bytes], current: CurrentPage) -> AsyncIterator[bytes]:
    iterator = aiter(parts)
    while True:
        with _remembered(current):
            try:
                part = await anext(iterator)
            except StopAsyncIteration:
                return
        yield part
