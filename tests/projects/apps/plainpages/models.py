"""A page type of the site without any of the package's fields or blocks."""

from wagtail.models import Page


class PlainPage(Page):
    """Its template has the package's contact form."""
