"""Loads the practices' contents. What is there already stays as it is, so a second run adds only what is missing."""

from django.db import transaction
from wagtail.models import Locale

from example_site.content import practices

from .pages import drop_welcome_page, load_pages
from .people import load_logins
from .pictures import load_pictures
from .records import Shelf, load_records, load_site
from .requests import load_requests
from .reset import reset
from .rules import load_rules

__all__ = ["load", "reset"]

LANGUAGES = ("fi", "sv", "en")


@transaction.atomic
def load(port: int = 8000) -> None:
    """Fills the database; the sites answer on any port, and links between them name ``port``."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    drop_welcome_page()
    for practice in practices():
        shelf = Shelf(practice, locales)
        load_pictures(shelf)
        load_site(shelf, port)
        load_records(shelf)
        load_rules(shelf)
        load_pages(shelf)
    load_logins()
    load_requests()
