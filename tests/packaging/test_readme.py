"""The README is also the project's page on a package index, where relative links lead nowhere."""

import re
from pathlib import Path

import pytest
from django.utils.text import slugify

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REPOSITORY = re.compile(
    r"https://(?:github\.com/wagtail-tyonohjaus/wagtail-tyonohjaus/blob"
    r"|raw\.githubusercontent\.com/wagtail-tyonohjaus/wagtail-tyonohjaus)/main/(?P<path>[^#]+)(?:#(?P<anchor>.+))?"
)
LINKS = re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", README, re.M)
TARGETS = [inline or reference for inline, reference in LINKS]


def headings(path: Path) -> set[str]:
    return {slugify(heading) for heading in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)}


def test_readme_has_no_relative_link():
    assert [link for link in TARGETS if not link.startswith("https://")] == []


@pytest.mark.parametrize("link", [link for link in TARGETS if REPOSITORY.match(link)])
def test_link_to_the_repository_leads_to_a_file(link):
    target = REPOSITORY.fullmatch(link)
    assert target
    path = ROOT / target["path"]
    assert path.is_file()
    if target["anchor"]:
        assert target["anchor"] in headings(path)
