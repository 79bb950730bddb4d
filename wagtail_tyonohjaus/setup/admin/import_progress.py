"""A page that grows while an import is written, so that it shows how much has been done, without JavaScript."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import Context, copy_context
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..importing.apply import OutdatedError, Progress

logger = logging.getLogger(__name__)

#: Where a template's page is divided: what has been done stands here.
MARK = "<!-- progress -->"


def progress_response(
    request: HttpRequest, page: str, steps: Iterator[Progress], finish: Callable[[Progress], str], next_url: str
) -> StreamingHttpResponse:
    """Writes while it is sent, and stops without a change if the browser does not wait for the end.

    ``finish`` is called when all is kept, and returns the result as text; then ``next_url`` is opened. Otherwise the
    page says why nothing was kept, and links to it.
    """
    blocks = _in_context(copy_context(), _blocks(page, steps, finish, next_url))
    parts: Any = _async_blocks(blocks) if isinstance(request, ASGIRequest) else blocks
    response = StreamingHttpResponse(parts)
    response["Cache-Control"] = "no-store"
    # Else nginx sends nothing before the end.
    response["X-Accel-Buffering"] = "no"
    return response


def _blocks(page: str, steps: Iterator[Progress], finish: Callable[[Progress], str], next_url: str) -> Iterator[str]:
    start, end = page.split(MARK)
    yield start
    last = None
    try:
        for last in steps:
            yield _line(last)
        result, is_kept = finish(last) if last else "", True
    except OutdatedError as error:
        result, is_kept = error.reason, False
    except Exception:
        logger.exception("An import failed")
        result, is_kept = _("The import failed. Nothing was imported. Try again."), False
    yield format_html('<p>{} <a href="{}">{}</a></p>', result, next_url, _("Continue"))
    if is_kept:
        yield format_html('<meta http-equiv="refresh" content="0;url={}">', next_url)
    yield end


def _line(progress: Progress) -> str:
    text = ngettext(
        "%(written)d of %(total)d record written.", "%(written)d of %(total)d records written.", progress.total
    )
    return format_html(
        '<p><progress max="{}" value="{}" aria-hidden="true"></progress> {}</p>',
        progress.total,
        progress.written,
        text % {"written": progress.written, "total": progress.total},
    )


def _in_context(context: Context, blocks: Iterator[str]) -> Iterator[str]:
    """Makes each part with the language and the other context variables of the view, which has returned by then."""
    try:
        while (block := context.run(_next, blocks)) is not None:
            yield block
    finally:
        context.run(blocks.close)  # type: ignore[attr-defined]


async def _async_blocks(blocks: Iterator[str]) -> AsyncIterator[str]:
    """In the request's own thread, whose connection to the database the view has used."""
    try:
        while (block := await sync_to_async(_next)(blocks)) is not None:
            yield block
    finally:
        await sync_to_async(blocks.close)()  # type: ignore[attr-defined]


def _next(blocks: Iterator[str]) -> str | None:
    return next(blocks, None)
