"""A system check of a project's own templates around our pages: do they load our style sheet and show the page?

Templates are read, not rendered. A template that can't be judged by reading it, because it extends or includes another
one by a variable or is not one of Django's, gives no warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning
from django.template import NodeList, Template, TemplateDoesNotExist, TemplateSyntaxError, loader
from django.template.backends.django import Template as DjangoTemplate
from django.template.base import Node, Variable
from django.template.library import InclusionNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from wagtail.models import get_page_models

from wagtail_tyonohjaus.blocks.stylesheets import STYLESHEET

from ..base import PracticePageMixin

BASE = "wagtail_tyonohjaus/base.html"
CONTENT = "content"
#: Any of these in a template loads our style sheet, as its path does.
STYLESHEET_TAGS = {"tyonohjaus_head", "tyo_head_stylesheets", "tyo_page_stylesheets"}
#: Our templates that a page needs our style sheet for; blocks and the form bring theirs.
PARTIALS = "wagtail_tyonohjaus/_"


@register(Tags.templates)
def check_templates(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W028, W029: the project's base template and page templates have our style sheet and the block of the page."""
    warnings = []
    base = _Outline.of(BASE)
    if base and base.is_complete:
        if not base.has_stylesheets:
            warnings.append(_stylesheets_warning(base.name))
        if CONTENT not in base.blocks:
            warnings.append(_content_warning(base.name))
    for name in sorted({model.template for model in get_page_models() if issubclass(model, PracticePageMixin)}):
        page = _Outline.of(name)
        if page and page.is_complete and page.uses_partials and not (page.extends_base or page.has_stylesheets):
            warnings.append(_stylesheets_warning(page.name))
    return warnings


def _stylesheets_warning(template: str) -> CheckWarning:
    return CheckWarning(
        f"Pages with the template {template} have no style sheet of wagtail_tyonohjaus.",
        hint="Put {% load tyonohjaus_pages %}{% tyonohjaus_head %} into a part of it that is shown in the head: a "
        "block that the template it extends does not have is not shown.",
        id="wagtail_tyonohjaus.W028",
    )


def _content_warning(template: str) -> CheckWarning:
    return CheckWarning(
        f"Pages with the template {template} show nothing of wagtail_tyonohjaus.",
        hint="Put {% block content %}{% endblock %} into a part of it that is shown, such as the block for the page in "
        "the template that it extends.",
        id="wagtail_tyonohjaus.W029",
    )


@dataclass
class _Outline:
    """What the rendered template may contain, with the templates that it extends and includes.

    ``is_complete`` is false if some of that is known only when it is rendered.
    """

    name: str
    blocks: set[str] = field(default_factory=set)
    has_stylesheets: bool = False
    extends_base: bool = False
    uses_partials: bool = False
    is_complete: bool = True
    _overrides: dict[str, list[BlockNode]] = field(default_factory=dict)
    _included: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, name: str, included: set[str] | None = None) -> "_Outline | None":
        """None if there is no such template of Django, or it has an error. ``included`` have been read already."""
        try:
            template = loader.get_template(name)
            if not isinstance(template, DjangoTemplate):
                return None
            outline = cls(name, _included=set() if included is None else included)
            outline._read(template.template)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return None
        return outline

    def _read(self, template: Template) -> None:
        outermost: Template | None = template
        origins = [template.origin]
        while outermost and (extends := next(_extends(outermost), None)):
            self._read_source(outermost)
            for name, block in extends.blocks.items():
                self._overrides.setdefault(name, []).append(block)
            outermost = self._parent(outermost, extends, origins)
        if outermost:
            self._read_source(outermost)
            self._walk(outermost.nodelist)

    def _parent(self, template: Template, extends: ExtendsNode, origins: list[Any]) -> Template | None:
        parent = _literal(extends.parent_name)
        if parent is None:
            self.is_complete = False
            return None
        # A template may extend another one of its own name.
        found, origin = template.engine.find_template(parent, skip=origins)
        origins.append(origin)
        self.extends_base |= parent == BASE
        return found

    def _read_source(self, template: Template) -> None:
        self.has_stylesheets |= STYLESHEET in template.source

    def _walk(self, nodes: NodeList) -> None:
        for node in nodes:
            if isinstance(node, BlockNode):
                self._walk_block(node)
            elif isinstance(node, IncludeNode):
                self._include(_literal(node.template))
            else:
                self._read_tag(node)
                for attribute in node.child_nodelists:
                    self._walk(getattr(node, attribute, None) or NodeList())

    def _walk_block(self, node: BlockNode) -> None:
        if node.name in self.blocks:
            return
        self.blocks.add(node.name)
        # All versions of the block, since each may show that of its parent.
        for block in [*self._overrides.get(node.name, ()), node]:
            self._walk(block.nodelist)

    def _read_tag(self, node: Node) -> None:
        self.has_stylesheets |= getattr(getattr(node, "func", None), "__name__", "") in STYLESHEET_TAGS
        if isinstance(node, InclusionNode) and isinstance(node.filename, str):
            self._read_included(node.filename)

    def _include(self, name: str | None) -> None:
        if name is None:
            self.is_complete = False
            return
        self.uses_partials |= name.startswith(PARTIALS)
        self._read_included(name)

    def _read_included(self, name: str) -> None:
        if name in self._included:
            return
        self._included.add(name)
        included = _Outline.of(name, self._included)
        if included:
            self.has_stylesheets |= included.has_stylesheets
            self.is_complete &= included.is_complete


def _literal(name: Any) -> str | None:
    """The name of a template, if it is written in a tag; None for a variable or an expression."""
    return None if isinstance(name.var, Variable) or name.filters else str(name.var)


def _extends(template: Template) -> Iterator[ExtendsNode]:
    return (node for node in template.nodelist if isinstance(node, ExtendsNode))
