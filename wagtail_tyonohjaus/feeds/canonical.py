"""One URL for each feed and language.

The default language has no segment in the path. Where the project includes the URLs in ``i18n_patterns``, the prefix is
the language's only place in the path.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import get_language_from_path


def canonical_path(view_name: str, kwargs: Mapping[str, Any], language: str) -> str:
    """The path of a feed in ``language``. ``kwargs`` are those of the URL, with a ``feed_filter``."""
    feed_filter = kwargs["feed_filter"]
    with translation.override(language):
        path = reverse(view_name, kwargs={**kwargs, "feed_filter": replace(feed_filter, language="")})
    if language == settings.LANGUAGE_CODE or _path_language(path) == language:
        return path
    return reverse(view_name, kwargs={**kwargs, "feed_filter": replace(feed_filter, language=language)})


def canonical_redirect(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """The redirect to the feed's canonical URL; None if the request is for that URL, or for no feed."""
    match = request.resolver_match
    feed_filter = match.kwargs.get("feed_filter") if match else None
    if match is None or not feed_filter or not feed_filter.language or "start" in match.kwargs:
        return None
    path = canonical_path(match.view_name, match.kwargs, feed_filter.language)
    return None if path == request.path else HttpResponsePermanentRedirect(path)


def _path_language(path: str) -> str | None:
    return get_language_from_path(f"/{path.removeprefix(get_script_prefix())}")
