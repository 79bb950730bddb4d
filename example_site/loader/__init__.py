"""Loads the demo content. Existing records and pages are left unchanged, so a second run adds only what is missing."""

from django.db import transaction
from wagtail.models import Locale

from example_site.content import practices

from .accounts import load_accounts
from .duty import load_rotas
from .operations import load_calendars, load_replies
from .pages import delete_welcome_page, load_pages
from .pictures import load_pictures
from .records import LoadContext, load_records, load_site
from .requests import load_requests
from .reset import reset
from .rules import load_rules

__all__ = ["load", "reset"]

LANGUAGES = ("fi", "sv", "en")


@transaction.atomic
def load(port: int = 8000) -> None:
    """Load all practices. The sites answer on any port; ``port`` is used in links between them."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    delete_welcome_page()
    for practice in practices():
        context = LoadContext(practice, locales)
        load_pictures(context)
        load_site(context, port)
        load_records(context)
        load_rotas(context)
        load_rules(context)
        load_calendars(context, port)
        load_replies(context)
        load_pages(context)
    load_accounts()
    load_requests()
