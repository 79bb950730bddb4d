"""The user guide: its texts, its pages in the admin, and the links from the screens that it describes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import polib
import pytest
import wagtail
from django.conf import settings
from django.core.cache import cache
from django.urls import get_resolver, reverse
from django.utils import translation
from markdown_it import MarkdownIt
from wagtail.models import Page
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.admin_urls import iter_url_patterns
from tests.inbox.factories import client_for, make_coordinator, make_manager, make_user
from tests.overview.test_dashboard import make_editor
from wagtail_tyonohjaus.guide.contents import LANGUAGES, PAGES, ROLES, SCREENS
from wagtail_tyonohjaus.guide.rendering import SCREENSHOT, render_page
from wagtail_tyonohjaus.guide.texts import FOLDER, page_title, read_text

ROOT = Path(__file__).parents[2]
NAMES = [(role, name) for role, names in PAGES.items() for name in names]
EACH = [(language, role, name) for language in LANGUAGES for role, name in NAMES]
IDS = ["-".join(page) for page in EACH]


@pytest.fixture
def site(db: None) -> Any:
    site = make_site()
    make_practice(site)
    return site


def make_reader(language: str = "en") -> Any:
    """A user with access to the admin and nothing else."""
    user = make_user()
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def index_text(user: Any) -> str:
    return client_for(user).get(reverse("tyonohjaus_guide:index")).content.decode()


def headings(text: str) -> list[str]:
    main = text.partition('id="main"')[2]
    return re.findall(r"<h2>(.*?)</h2>", main)


def bold_texts(text: str) -> list[str]:
    tokens = [token for block in MarkdownIt().parse(text) for token in block.children or ()]
    return [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "strong_open"]


def links(text: str) -> list[str]:
    tokens = [token for block in MarkdownIt().parse(text) for token in block.children or ()]
    return [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]


def catalogue_files(language: str) -> Iterator[Path]:
    for package in (ROOT / "wagtail_tyonohjaus", Path(wagtail.__file__).parent, Path(django.__file__).parent):
        yield from sorted(package.glob(f"**/locale/{language}/LC_MESSAGES/django.po"))


@pytest.fixture(scope="module")
def interface_texts() -> dict[str, set[str]]:
    """All texts of the interface by language, and with a capital, as labels of fields are shown."""
    texts: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for language in ("fi", "sv"):
        for path in catalogue_files(language):
            for entry in polib.pofile(str(path)):
                texts[language] |= {entry.msgstr, *entry.msgstr_plural.values()}
                texts["en"] |= {entry.msgid, entry.msgid_plural}
    return {language: {form for text in found for form in forms_of(text)} for language, found in texts.items()}


def forms_of(text: str) -> set[str]:
    plain = re.sub(r"\s*%\(\w+\)\w\s*", " ", text).strip()
    return {form[:1].upper() + form[1:] for form in (text, plain)} | {text, plain}


def test_every_role_with_pages_has_at_least_six():
    assert {role: len(names) >= 6 for role, names in PAGES.items() if names} == {
        role: True for role, names in PAGES.items() if names
    }


def test_pages_are_of_known_roles():
    assert list(PAGES) == list(ROLES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_those_of_the_contents(language):
    folder = FOLDER / language
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.md")) == sorted(
        f"{role}/{name}.md" for role, name in NAMES
    )


@pytest.mark.parametrize(("language", "role", "name"), EACH, ids=IDS)
def test_page_begins_with_its_title_and_is_short(language, role, name):
    text = read_text(role, name, language)
    assert re.match(r"# [^\n]+\n\n", text)
    assert len(text.split()) <= 400


@pytest.mark.parametrize(("language", "role", "name"), EACH, ids=IDS)
def test_bold_texts_are_those_of_the_interface(interface_texts, language, role, name):
    assert set(bold_texts(read_text(role, name, language))) - interface_texts[language] == set()


@pytest.mark.parametrize(("language", "role", "name"), EACH, ids=IDS)
def test_links_lead_to_pages_of_the_guide(language, role, name):
    folder = FOLDER / language / role
    assert [link for link in links(read_text(role, name, language)) if not (folder / link).is_file()] == []


@pytest.mark.parametrize(("role", "name"), NAMES, ids=["-".join(page) for page in NAMES])
def test_languages_of_a_page_have_the_same_pictures_and_headings(role, name):
    texts = [read_text(role, name, language) for language in LANGUAGES]
    pictures = [re.findall(r"\(screenshot:([\w-]+)\)", text) for text in texts]
    levels = [re.findall(r"^#+ ", text, re.MULTILINE) for text in texts]
    assert (pictures[0], levels[0]) == (pictures[1], levels[1]) == (pictures[2], levels[2])


def test_pictures_of_the_texts_are_those_that_are_taken():
    rows = tomllib.loads((ROOT / "docs/screenshots.toml").read_text(encoding="utf-8"))["screenshot"]
    used = {found for role, name in NAMES for found in re.findall(r"screenshot:([\w-]+)", read_text(role, name, "en"))}
    assert sorted(row["name"] for row in rows) == sorted(used)


def test_urls_of_pictures_exist():
    rows = tomllib.loads((ROOT / "docs/screenshots.toml").read_text(encoding="utf-8"))["screenshot"]
    names = [row["url"] for row in rows if not row["url"].startswith("/")]
    assert [name for name in names if not reverse(name).startswith("/admin/")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_differ(language):
    titles = [page_title(role, name, language) for role, name in NAMES]
    assert len(set(titles)) == len(titles)


def test_screens_are_urls_of_the_admin_and_their_pages_exist():
    names = {
        ":".join((*namespaces, pattern.name))
        for route, namespaces, pattern in iter_url_patterns(get_resolver())
        if pattern.name and route.startswith("admin/")
    }
    assert sorted(set(SCREENS) - names) == []
    assert sorted(set(SCREENS.values()) - set(NAMES)) == []


def test_html_in_a_text_is_escaped():
    assert render_page("# Title\n\n<b>one</b>\n\n<script>x</script>\n", "editor") == (
        "<p>&lt;b&gt;one&lt;/b&gt;</p>\n<p>&lt;script&gt;x&lt;/script&gt;</p>\n"
    )


def test_pictures_are_left_out():
    assert render_page("# Title\n\nOne.\n\n![A picture](screenshot:one)\n\nTwo.\n", "editor") == (
        "<p>One.</p>\n<p>Two.</p>\n"
    )


def test_picture_within_a_sentence_is_no_screenshot():
    assert SCREENSHOT.sub("", "See ![it](screenshot:one).\n") == "See ![it](screenshot:one).\n"


def test_links_between_pages_lead_to_the_admin():
    url = reverse("tyonohjaus_guide:page", args=["editor", "photos"])
    assert render_page("# Title\n\n[one](photos.md)\n", "editor") == f'<p><a href="{url}">one</a></p>\n'
    assert render_page("# Title\n\n[one](../editor/photos.md)\n", "supervisor") == f'<p><a href="{url}">one</a></p>\n'


@pytest.mark.parametrize(("language", "role", "name"), EACH, ids=IDS)
def test_page_is_shown_in_the_language_of_the_account(site, language, role, name):
    response = client_for(make_reader(language)).get(reverse("tyonohjaus_guide:page", args=[role, name]))
    with translation.override(language):
        assert response.context["text"] == render_page(read_text(role, name, language), role)
        assert response.context["header_title"] == page_title(role, name, language)


def test_page_is_english_in_other_languages(site):
    response = client_for(make_reader("de")).get(reverse("tyonohjaus_guide:page", args=["editor", "photos"]))
    assert response.context["language"] == "en"


@pytest.mark.parametrize(
    "page", [("editor", "close-a-day"), ("editor", "unknown"), ("unknown", "photos"), ("editor", "contents")]
)
def test_unknown_page_is_not_found(site, page):
    assert client_for(make_reader()).get(reverse("tyonohjaus_guide:page", args=page)).status_code == 404


def test_index_links_to_every_page(site):
    text = index_text(make_reader())
    main = text.partition('id="main"')[2]
    assert re.findall(r'<li><a href="([^"]+)"', main) == [reverse("tyonohjaus_guide:page", args=page) for page in NAMES]


def test_index_begins_with_the_roles_of_the_user(site):
    office, supervisor = make_office(site=site), make_supervisor(site=site)
    supervisor.user = make_user()
    supervisor.save()
    with_pages = [str(ROLES[role]) for role in ROLES if PAGES[role]]
    firsts = {
        "supervisor": supervisor.user,
        "coordinator": make_coordinator(office),
        "manager": make_manager(site),
        "editor": make_editor(Page.objects.get(pk=site.root_page_id)),
    }
    for role, user in firsts.items():
        cache.clear()
        if PAGES[role]:
            found = headings(index_text(user))
            assert found[0] == str(ROLES[role])
            assert sorted(found) == sorted(with_pages)


@pytest.mark.parametrize("url", ["index", "page"])
def test_guide_needs_a_login(site, client, url):
    target = reverse(f"tyonohjaus_guide:{url}", args=["editor", "photos"] if url == "page" else [])
    assert client.get(target).headers["Location"] == f"{reverse('wagtailadmin_login')}?next={target}"


def test_help_menu_has_the_guide(site):
    text = index_text(make_reader())
    assert '"tyonohjaus-guide"' in text.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]


def sidebar(user: Any, url: str) -> str:
    text = client_for(user).get(url).content.decode()
    return text.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]


def test_screen_links_to_the_page_about_it(site):
    supervisor = make_supervisor(site=site, user=make_reader())
    url = reverse("tyonohjaus_availability:weeks", args=[supervisor.pk])
    assert reverse("tyonohjaus_guide:page", args=["supervisor", "close-a-day"]) in sidebar(supervisor.user, url)
    assert '"Help: Close a day"' in sidebar(supervisor.user, url)


def test_other_screens_have_no_link_to_a_page(site):
    assert "tyonohjaus-screen-help" not in sidebar(make_reader(), reverse("wagtailadmin_home"))


def test_link_to_a_page_makes_no_query(site, django_assert_num_queries, rf):
    from wagtail_tyonohjaus.guide.wagtail_hooks import add_help_with_screen

    request = rf.get(reverse("tyonohjaus_notices"))
    request.resolver_match = get_resolver(settings.ROOT_URLCONF).resolve(reverse("tyonohjaus_notices"))
    items: list[Any] = []
    with django_assert_num_queries(0):
        add_help_with_screen(request, items)
    assert [str(item.label) for item in items] == ["Help: Publish a crisis notice"]
