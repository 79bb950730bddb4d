"""What single variants check besides, each in a function with the name of its settings module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.models import Site as WagtailSite

from .browser import Browser

TRANSLATED_NAME = "Työnohjaus"


@dataclass(frozen=True)
class Site:
    """``pages`` and ``texts`` (HTML as a visitor sees it) are by path."""

    visitor: Browser
    editor: Browser
    supervisor: Any
    pages: dict[str, Any]
    texts: dict[str, str]

    def text(self, ending: str) -> str:
        """The text of the only page whose path ends so."""
        (text,) = [text for path, text in self.texts.items() if path.endswith(ending)]
        return text


def own_names(site: Site) -> None:
    """Pages of both models with one name, each by its own reverse name, and the site's records in the admin."""
    home = site.supervisor.site.root_page
    for model in apps.get_app_config("sitepages").get_models():
        if not issubclass(model, Page):
            continue
        name = model.__name__.lower()
        page = Page.objects.get(pk=home.add_child(instance=model(title=name, slug=f"own-{name}")).pk)
        assert (type(page.specific), getattr(page, name)) == (model, page.specific)
        site.editor.page(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    ours = Page.objects.get(pk=next(page.pk for path, page in site.pages.items() if path.endswith("/supervision/")))
    assert ours.tyonohjaus_service_page == ours.specific
    for name in ("wagtailsnippets_sitepages_supervisor:list", "wagtailsnippets_wagtail_tyonohjaus_supervisor:list"):
        site.editor.page(reverse(name))
    for label in ("sitepages", "wagtail_tyonohjaus"):
        site.editor.page(reverse("wagtailsettings:edit", args=[label, "practicesettings"]))


def own_page_types(site: Site) -> None:
    """What the project removed is neither on the page nor in the editor; what it added is."""
    service = next(page for path, page in site.pages.items() if path.endswith("/supervision/"))
    assert "<form" in site.text("/contact/") and 'name="form_key"' not in site.text("/supervision/")
    editor = site.editor.page(reverse("wagtailadmin_pages:edit", args=[service.pk]))
    names = set(re.findall(r'\bname="(\w+)"', editor))
    assert {"room", "audience", "show_supervisors"} <= names and not {"show_form", "goals"} & names, names


def sections(site: Site) -> None:
    """The blocks are complete in the site's own template."""
    text = site.text("/contact/")
    for expected in ("Aino Laine", "Work supervision", 'name="form_key"', "free.ics", "tyo-slot-picker__slot"):
        assert expected in text, expected


def blocks_only(site: Site) -> None:
    """Rendered by Django."""
    sections(site)


def jinja2(site: Site) -> None:
    """Rendered by Jinja2, with the style sheet in the head only."""
    head, _, body = site.text("/contact/").partition("</head>")
    assert 'data-engine="jinja2"' in body
    sheets = [len(re.findall(r'<link rel="stylesheet"[^>]*wagtail_tyonohjaus', part)) for part in (head, body)]
    assert sheets == [1, 0]
    sections(site)


def utc(site: Site) -> None:
    """The page has the supervisor's hours in the practice's time zone, and a check says what differs."""
    slots = re.findall(r'class="tyo-slot-picker__slot"[^>]*><span>(\d+)[:.]\d\d', site.text("/aino/"))
    assert slots and {9 <= int(hour) < 16 for hour in slots} == {True}, slots
    assert "wagtail_tyonohjaus.W008" in [message.id for message in run_checks(include_deployment_checks=True)]


new_york = utc


def plain(site: Site) -> None:
    """No warning about the time zone."""
    assert "wagtail_tyonohjaus.W008" not in [message.id for message in run_checks(include_deployment_checks=True)]


def i18n_patterns(site: Site) -> None:
    """The root leads to the front page, and the feed exists in both languages."""
    site.visitor.page("/")
    assert site.visitor.path == "/en/"
    site.visitor.page(f"/calendar/{site.supervisor.uuid}/fi/free.ics")


def simple_translation(site: Site) -> None:
    """The tree, copied to Finnish in the admin."""
    finnish, home = Locale.objects.create(language_code="fi"), site.supervisor.site.root_page
    values = {"locales": str(finnish.pk), "include_subtree": "on"}
    site.editor.post(reverse("simple_translation:submit_page_translation", args=[home.pk]), values)
    for page in Page.objects.filter(locale=finnish).specific():
        page.save_revision().publish()
    check_finnish_pages(site)


def localize(site: Site) -> None:
    """The tree, translated to Finnish: fields and blocks as strings, the record's texts from the record."""
    from wagtail_localize.models import Translation, TranslationSource
    from wagtail_localize.operations import translate_object

    finnish, home = Locale.objects.create(language_code="fi"), site.supervisor.site.root_page.specific
    # One by one: wagtail-localize publishes a subtree with the numbers of children that its pages had before.
    for page in home.get_descendants(inclusive=True).specific():
        translate_object(page, [finnish])
        source = TranslationSource.objects.get(object_id=page.translation_key)
        translation = Translation.objects.get(source=source, target_locale=finnish)
        strings = translation.export_po()
        for string in strings:
            string.msgstr = string.msgid.replace("team", "tiimi")
        assert translation.import_po(strings) == []
        translation.save_target()
    check_finnish_pages(site)
    text = site.visitor.page("/fi/prices/")
    assert "A price for each tiimi." in text and "A price for each team." not in text
    for page in Page.objects.filter(locale=finnish):
        site.editor.page(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def check_finnish_pages(site: Site) -> None:
    """Every page exists in Finnish, with the record's Finnish texts, free times and a form in Finnish."""
    texts = {path: site.visitor.page(path.replace("/en/", "/fi/", 1)) for path in site.pages}
    assert TRANSLATED_NAME in texts["/en/services/supervision/"]
    assert TRANSLATED_NAME not in site.text("/supervision/")
    assert 'lang="fi"' in texts["/en/supervisors/aino/"] and "tyo-slot-picker__slot" in texts["/en/supervisors/aino/"]
    assert 'hreflang="en"' in texts["/en/contact/"] and "Sähköposti" in texts["/en/contact/"]


def url_prefix(site: Site) -> None:
    """The form's target and the feed are below the path of the package's URLs."""
    assert 'action="/work/contact/send/"' in site.text("/contact/")
    assert "/work/calendar/" in site.text("/aino/")


def script_name(site: Site) -> None:
    """No link, form or file is outside the path under which the server runs the site."""
    for path, text in site.texts.items():
        outside = re.findall(r'(?:href|src|action)="(/(?!practice/|/)[^"]*)"', text)
        assert outside == [], (path, outside)


def manifest(site: Site) -> None:
    """Every file has a hash in its name, and exists."""
    for text in site.texts.values():
        files = re.findall(r'(?:href|src)="/static/([^"?]+)"', text)
        assert files and all(re.search(r"\.[0-9a-f]{12}\.\w+$", file) for file in files), files
        assert all((Path(settings.STATIC_ROOT) / file).is_file() for file in files), files


def host(site: Site) -> None:
    """The site's search, sitemap and API have the pages, with the texts of their records."""
    assert "Supervision" in site.visitor.page("/search/?q=think")
    sitemap = site.visitor.page("/sitemap.xml")
    root = WagtailSite.objects.get().root_url
    assert {f"{root}{path}" for path in site.pages} == set(re.findall(r"<loc>(.*?)</loc>", sitemap))
    for page in site.pages.values():
        model = ContentType.objects.get_for_model(page).model_class()._meta.label
        site.visitor.page(f"/api/pages/{page.pk}/")
        assert f'"id": {page.pk}' in site.visitor.page(f"/api/pages/?type={model}&fields=*")
