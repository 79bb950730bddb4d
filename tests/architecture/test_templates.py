"""Templates, styles and scripts refer to each other by names that exist.

A name without counterpart does not raise an error: it renders as nothing.
"""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

from wagtail_tyonohjaus.practice.appearance.themes import get_theme, theme_choices

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static/wagtail_tyonohjaus"
NAMES = [
    path.relative_to(TEMPLATES).as_posix() for path in sorted(TEMPLATES.rglob("*")) if path.suffix in (".html", ".txt")
]
CLASS = re.compile(r"\.(tyo[\w-]*)")
DATA_ATTRIBUTE = re.compile(r"\bdata-(tyo-[\w-]+)")
DATASET = re.compile(r"dataset\.(tyo\w+)")


def sources() -> str:
    """The text of all templates and modules."""
    files = [*TEMPLATES.rglob("*.html"), *PACKAGE.rglob("*.py")]
    return "\n".join(file.read_text() for file in files)


def is_used(css_class: str, words: set[str]) -> bool:
    """Whether a template has the class, or its beginning with a variable behind it (``tyo-status--{{ … }}``)."""
    stem, modifier, _ = css_class.partition("--")
    return css_class in words or bool(modifier and f"{stem}--" in words)


def ancestor_blocks(template) -> set[str]:
    """The blocks of the templates that ``template`` extends."""
    extends = [node for node in template.nodelist if isinstance(node, ExtendsNode)]
    if not extends:
        return set()
    parent = get_template(extends[0].parent_name.resolve({})).template
    return block_names(parent.nodelist) | ancestor_blocks(parent)


def block_names(nodelist) -> set[str]:
    return {block.name for block in nodelist.get_nodes_by_type(BlockNode)}


def nested_blocks(template) -> set[str]:
    blocks = template.nodelist.get_nodes_by_type(BlockNode)
    return {name for block in blocks for name in block_names(block.nodelist)}


@pytest.mark.parametrize("name", NAMES)
def test_blocks_and_includes_of_template_exist(name):
    template = get_template(name).template
    extends = any(isinstance(node, ExtendsNode) for node in template.nodelist)
    for include in template.nodelist.get_nodes_by_type(IncludeNode):
        if isinstance(included := include.template.var, str):
            get_template(included)
    own_blocks = block_names(template.nodelist) - nested_blocks(template)
    assert not extends or own_blocks - ancestor_blocks(template) == set()


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_classes_of_stylesheet_are_used(path):
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    words = set(re.findall(r"[\w-]+", sources() + "\n".join(script.read_text() for script in STATIC.glob("*.js"))))
    words |= {css_class for name, _ in theme_choices() for css_class in get_theme(name).classes.split()}
    assert sorted(name for name in set(CLASS.findall(rules)) if not is_used(name, words)) == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_data_attributes_and_classes_of_script_are_used(path):
    script, used = path.read_text(), sources()
    dataset = {re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in DATASET.findall(script)}
    attributes = dataset | set(DATA_ATTRIBUTE.findall(script))
    classes = set(re.findall(r"\"\.(tyo[\w-]*)", script))
    words = set(re.findall(r"[\w-]+", used))
    assert (attributes - set(DATA_ATTRIBUTE.findall(used)), classes - words) == (set(), set())


def test_data_attributes_are_read_by_a_script():
    scripts = "\n".join(script.read_text() for script in STATIC.glob("*.js"))
    read = {re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in DATASET.findall(scripts)}
    assert set(DATA_ATTRIBUTE.findall(sources())) - read - set(DATA_ATTRIBUTE.findall(scripts)) == set()
