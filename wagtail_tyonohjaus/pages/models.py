"""The concrete page types. None in a project with its own base page, where check E004 says what to do instead."""

from wagtail_tyonohjaus.practice.page_model import page_model_name

if page_model_name() == "wagtailcore.Page":
    from .page_models import *  # noqa: F403
