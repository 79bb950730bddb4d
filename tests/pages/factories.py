"""Page models under test: the package's, or those of ``tests.testapp`` on a custom base page, and their factories."""

from typing import Any

from django.apps import apps
from wagtail.models import AbstractPage, Locale, Site

from tests.factories import make_practice, make_site
from wagtail_tyonohjaus.practice.page_model import page_model

if apps.is_installed("wagtail_tyonohjaus.pages"):
    from wagtail_tyonohjaus.pages import models as page_models
else:
    from tests.testapp import models as page_models

__all__ = ["PAGE_MODELS", "page_models", "make_home", "make_page", "make_translation"]

PAGE_MODELS = [
    page_models.PracticeHomePage,
    page_models.StandardPage,
    page_models.ServiceIndexPage,
    page_models.ServicePage,
    page_models.SupervisorIndexPage,
    page_models.SupervisorPage,
    page_models.CrisisNoticeIndexPage,
    page_models.CrisisNoticePage,
    page_models.ContactPage,
]


def make_home(**kwargs: Any) -> AbstractPage:
    """The front page of the default site, with ``PracticeSettings``."""
    site = make_site()
    root = page_model().objects.get(depth=1)
    home = root.add_child(instance=page_models.PracticeHomePage(**{"title": "Harbour", "slug": "harbour", **kwargs}))
    site.root_page = home
    site.save()
    Site.clear_site_root_paths_cache()
    make_practice(site)
    return home


def make_page(model_name: str, parent: AbstractPage, **kwargs: Any) -> AbstractPage:
    """A published page."""
    kwargs.setdefault("title", model_name)
    if any(field.name == "show_in_menus" for field in page_model()._meta.get_fields()):
        kwargs.setdefault("show_in_menus", True)
    return parent.add_child(instance=getattr(page_models, model_name)(**kwargs))


def make_translation(page: AbstractPage, code: str, **kwargs: Any) -> AbstractPage:
    locale = Locale.objects.get_or_create(language_code=code)[0]
    copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in kwargs.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)
