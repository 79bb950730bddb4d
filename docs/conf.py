"""Sphinx: python -m sphinx -W --keep-going docs var/docs."""

import os
import re
import sys
from pathlib import Path

import django
from django.db.models import Model
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from user_guide import set_language, write_guide  # noqa: E402
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, StreamBlock, StructBlock  # noqa: E402

from wagtail_tyonohjaus import __version__  # noqa: E402

project = "wagtail-tyonohjaus"
author = "wagtail-tyonohjaus contributors"
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["images/*.md"]
html_theme = "furo"
html_title = f"{project} {version}"
html_show_copyright = False
html_copy_source = False

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_inherit_docstrings = False
autodoc_default_options = {"members": True, "exclude-members": "Meta, media, base_blocks, declared_blocks"}
add_module_names = False

REPOSITORY = "https://github.com/wagtail-tyonohjaus/wagtail-tyonohjaus/blob/main/"
BESIDE_DOCS = re.compile(r"\]\(\.\./(?P<path>[A-Z]+(?:\.md)?)(?P<anchor>#[\w-]+)?\)")


def link_to_repository(app: Sphinx, docname: str, source: list[str]) -> None:
    """Files beside docs/ are no part of the site, so links lead to the repository."""
    source[0] = BESIDE_DOCS.sub(lambda link: f"]({REPOSITORY}{link['path']}{link['anchor'] or ''})", source[0])


# Those of StructBlock and StreamBlock, and those that Wagtail reads without a default of its own.
WAGTAIL_OPTIONS = {*dir(StructBlock._meta_class), *dir(StreamBlock._meta_class), "description", "template"} | {
    "preview_template",
    "preview_value",
}


def list_fields(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Adds what blocks and abstract models have besides attributes of the class: fields, template, options."""
    if not isinstance(obj, type):
        return
    template, options = "", {}
    if issubclass(obj, BaseStructBlock | BaseStreamBlock):
        fields = {key: type(block).__name__ for key, block in obj.base_blocks.items()}
        template, options = getattr(obj._meta_class, "template", "") or "", own_options(obj)
    elif issubclass(obj, Model):
        template = getattr(obj, "practice_template", "")
        fields = {field.name: type(field).__name__ for field in obj._meta.get_fields()}
    else:
        return
    if fields:
        lines += ["", "Fields:", "", *(f"* ``{key}`` ({kind})" for key, kind in fields.items())]
    if template:
        lines += ["", f"Template: ``{template}``"]
    if options:
        lines += ["", "Options of ``Meta``: " + ", ".join(f"``{key} = {value}``" for key, value in options.items())]


def own_options(block: type) -> dict[str, object]:
    """The options of a block's ``Meta`` that Wagtail's blocks do not have."""
    names = [name for name in dir(block._meta_class) if not name.startswith("_")]
    return {name: getattr(block._meta_class, name) for name in names if name not in WAGTAIL_OPTIONS}


def hide_signature(app: Sphinx, what: str, name: str, obj: object, *rest: object) -> tuple[str, None] | None:
    """Nobody calls blocks and models with the arguments of Wagtail and Django."""
    if isinstance(obj, type) and issubclass(obj, BaseStructBlock | BaseStreamBlock | Model):
        return "", None
    return None


def setup(app: Sphinx) -> None:
    # Before Sphinx looks for documents.
    write_guide()
    app.connect("html-page-context", set_language)
    app.connect("source-read", link_to_repository)
    app.connect("autodoc-process-docstring", list_fields)
    app.connect("autodoc-process-signature", hide_signature)
