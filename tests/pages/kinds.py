"""The page types under test: the package's own, or a project's on its own base page (``tests.settings_basepage``)."""

from typing import Any

from django.apps import apps
from wagtail.models import AbstractPage, Locale, Site

from tests.factories import make_practice, make_site
from wagtail_tyonohjaus.practice.page_model import page_model

if apps.is_installed("wagtail_tyonohjaus.pages"):
    from wagtail_tyonohjaus.pages import models as kinds
else:
    from tests.testapp import models as kinds

__all__ = ["KINDS", "kinds", "make_home", "make_page", "make_translation"]

KINDS = [
    kinds.PracticeHomePage,
    kinds.StandardPage,
    kinds.ServiceIndexPage,
    kinds.ServicePage,
    kinds.SupervisorIndexPage,
    kinds.SupervisorPage,
    kinds.CrisisNoticeIndexPage,
    kinds.CrisisNoticePage,
    kinds.ContactPage,
]


def make_home(**kwargs: Any) -> AbstractPage:
    """A practice's front page at the root of the default site, with its settings."""
    site = make_site()
    root = page_model().objects.get(depth=1)
    home = root.add_child(instance=kinds.PracticeHomePage(**{"title": "Harbour", "slug": "harbour", **kwargs}))
    site.root_page = home
    site.save()
    Site.clear_site_root_paths_cache()
    make_practice(site)
    return home


def make_page(kind: str, parent: AbstractPage, **kwargs: Any) -> AbstractPage:
    """A published page; ``kind`` is the class's name."""
    kwargs.setdefault("title", kind)
    if any(field.name == "show_in_menus" for field in page_model()._meta.get_fields()):
        kwargs.setdefault("show_in_menus", True)
    return parent.add_child(instance=getattr(kinds, kind)(**kwargs))


def make_translation(page: AbstractPage, code: str, **kwargs: Any) -> AbstractPage:
    locale = Locale.objects.get_or_create(language_code=code)[0]
    copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in kwargs.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)
