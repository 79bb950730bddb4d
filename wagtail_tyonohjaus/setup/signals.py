"""What happens when a page that the start has made is published."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from ..late_imports import LateModule
from ..practice.page_links import PageRole, page_classes

root_switch: Any = LateModule(f"{__package__}.root_switch")


@receiver(page_published)
def show_front_page(instance: Any, **kwargs: Any) -> None:
    """Front pages only, so that no other page costs a query."""
    if isinstance(instance, tuple(page_classes(PageRole.HOME))):
        root_switch.replace_root(instance)
