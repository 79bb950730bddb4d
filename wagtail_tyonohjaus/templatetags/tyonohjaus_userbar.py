"""Wagtail's user bar on pages that caches may share."""

from typing import Any

from django import template
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar

from ..page_types.http_caching import has_session_cookie

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_userbar(context: dict[str, Any], position: str = "bottom-right") -> str:
    """``{% wagtailuserbar %}`` for visitors who may be logged in.

    For all others, Wagtail's tag looks for the user in a session, which makes the page private to the visitor.
    """
    request = context.get("request")
    return wagtailuserbar(context, position) if request is not None and has_session_cookie(request) else ""
