"""The Finnish and Swedish catalogues are complete and compiled."""

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
LANGUAGES = ("fi", "sv")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed; .ci/run installs it")


def catalogue(language: str, root: Path = PACKAGE) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def keys(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set[tuple[str | None, str, str]]:
    """The messages that makemessages extracts from the sources."""
    copy = tmp_path_factory.mktemp("catalogues") / "wagtail_tyonohjaus"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        call_command("makemessages", locale=["fi"], verbosity=0, no_obsolete=True)
    return keys(catalogue("fi", copy))


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_message_of_the_sources(language, extracted):
    assert keys(catalogue(language)) == extracted


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_translates_every_message(language):
    missing = [entry.msgid for entry in catalogue(language) if not entry.obsolete and not all(texts(entry))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_fuzzy_or_obsolete_message(language):
    entries = catalogue(language)
    assert [entry.msgid for entry in [*entries.fuzzy_entries(), *entries.obsolete_entries()]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_has_no_placeholder_of_its_own(language):
    wrong = [
        entry.msgid
        for entry in catalogue(language)
        for text in texts(entry)
        if not set(PLACEHOLDER.findall(text))
        <= set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    ]
    assert wrong == []


def test_swedish_has_one_word_for_a_turn_on_duty_and_one_for_a_substitute():
    """As CONTRIBUTING.md lists them: jourpass and ersättare."""
    other = re.compile(r"\b(jourtur|turen\b|turer|vikari)", re.IGNORECASE)
    wrong = [text for entry in catalogue("sv") for text in texts(entry) if other.search(text)]
    guide = (PACKAGE / "guide" / "texts" / "sv").rglob("*.md")
    assert wrong + [str(path) for path in guide if other.search(path.read_text(encoding="utf-8"))] == []


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_passes_the_format_check_of_gettext(language, tmp_path):
    source = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    subprocess.run(["msgfmt", "-c", "-o", tmp_path / "django.mo", source], check=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(language, tmp_path):
    folder = PACKAGE / "locale" / language / "LC_MESSAGES"
    fresh = tmp_path / "django.mo"
    catalogue(language).save_as_mofile(str(fresh))
    assert compiled_messages(folder / "django.mo") == compiled_messages(fresh)


def compiled_messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        messages = dict(gettext.GNUTranslations(file)._catalog)
    messages.pop("", None)
    return messages
