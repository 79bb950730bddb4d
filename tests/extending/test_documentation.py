"""The examples of docs/extending.md are the files of the project that these tests run."""

import re
from pathlib import Path

from tests.test_docs import ROOT, tokens
from wagtail_tyonohjaus import signals

PROJECT = Path(__file__).parent / "harbour"
DOCUMENT = ROOT / "docs/extending.md"


def documented_files() -> dict[str, str]:
    fences = (token.content for token in tokens(DOCUMENT) if token.type == "fence")
    named = ((re.match(r"(?:# |\{# )harbour/(\S+)", content), content) for content in fences)
    return {match[1]: content for match, content in named if match}


def project_files() -> dict[str, str]:
    paths = (path for path in PROJECT.rglob("*.*") if path.suffix in (".py", ".html", ".txt"))
    texts = {str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8") for path in paths}
    return {name: text for name, text in texts.items() if text}


def test_documented_examples_are_the_files_of_the_project():
    assert documented_files() == project_files()


def test_signals_are_documented_one_for_one():
    names = {name for name, value in vars(signals).items() if isinstance(value, signals.Signal)}
    assert set(re.findall(r"^\| `(\w+)` \| `", DOCUMENT.read_text(encoding="utf-8"), re.M)) == names
