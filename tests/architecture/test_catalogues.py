"""Finnish and Swedish are complete, and what is compiled is what is written."""

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

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext's tools, which .ci/run installs")


def catalogue(language: str, root: Path = PACKAGE) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def keys(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set[tuple[str | None, str, str]]:
    """What makemessages finds in the sources as they are now."""
    copy = tmp_path_factory.mktemp("catalogues") / "wagtail_tyonohjaus"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        call_command("makemessages", locale=["fi"], verbosity=0, no_obsolete=True)
    return keys(catalogue("fi", copy))


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_text_of_the_sources(language, extracted):
    assert keys(catalogue(language)) == extracted


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_translates_every_text(language):
    missing = [entry.msgid for entry in catalogue(language) if not entry.obsolete and not all(texts(entry))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_guesses_and_nothing_obsolete(language):
    found = catalogue(language)
    assert [entry.msgid for entry in [*found.fuzzy_entries(), *found.obsolete_entries()]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_keeps_every_placeholder(language):
    changed = [
        entry.msgid
        for entry in catalogue(language)
        for text in texts(entry)
        if not set(PLACEHOLDER.findall(text))
        <= set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    ]
    assert changed == []


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_passes_the_format_check_of_gettext(language, tmp_path):
    source = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    subprocess.run(["msgfmt", "-c", "-o", tmp_path / "django.mo", source], check=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(language, tmp_path):
    folder = PACKAGE / "locale" / language / "LC_MESSAGES"
    fresh = tmp_path / "django.mo"
    catalogue(language).save_as_mofile(str(fresh))
    with (folder / "django.mo").open("rb") as kept, fresh.open("rb") as made:
        kept_texts, made_texts = gettext.GNUTranslations(kept)._catalog, gettext.GNUTranslations(made)._catalog
    kept_texts.pop("", None), made_texts.pop("", None)
    assert kept_texts == made_texts
