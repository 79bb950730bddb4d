"""The project's base page, which is swappable (``WAGTAIL_PAGE_MODEL``)."""

import swapper
from wagtail.models import AbstractPage


def page_model_name() -> str:
    """The model's name for foreign keys: ``"wagtailcore.Page"`` or the project's own base page."""
    swapper.set_app_prefix("wagtailcore", "wagtail")
    return swapper.get_model_name("wagtailcore", "Page")


def page_model() -> type[AbstractPage]:
    """The model's class. Works only after the models are loaded."""
    swapper.set_app_prefix("wagtailcore", "wagtail")
    return swapper.load_model("wagtailcore", "Page")
