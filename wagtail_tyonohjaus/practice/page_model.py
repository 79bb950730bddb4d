"""The project's base page, which Wagtail lets a project swap (``WAGTAIL_PAGE_MODEL``)."""

import swapper
from django.db import models


def page_model_name() -> str:
    """For foreign keys, before models are loaded: ``"wagtailcore.Page"`` or what the project put in its place."""
    swapper.set_app_prefix("wagtailcore", "wagtail")
    return swapper.get_model_name("wagtailcore", "Page")


def page_model() -> type[models.Model]:
    """The base page's class, once models are loaded."""
    swapper.set_app_prefix("wagtailcore", "wagtail")
    return swapper.load_model("wagtailcore", "Page")
