"""Finds translatable strings that gettext's extraction tool can't see, so that no catalogue ever has them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

# The arguments of each function that are texts, by position.
TEXTS = {
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
MODULE = "django.utils.translation"
TEMPLATE_TAG = re.compile(r"\{%-?\s*trans(?:late)?\s+(?P<argument>[^\s%]+)")


@dataclass(frozen=True, order=True)
class Violation:
    line: int
    reason: str


def python_violations(source: str) -> list[Violation]:
    tree = ast.parse(source)
    names = _imported_names(tree)
    violations = [*_bad_aliases(tree)]
    in_f_strings = {
        id(node) for f_string in ast.walk(tree) if isinstance(f_string, ast.JoinedStr) for node in ast.walk(f_string)
    }
    for call in ast.walk(tree):
        function = _function(call, names)
        if not isinstance(call, ast.Call) or function is None:
            continue
        if id(call) in in_f_strings:
            violations.append(Violation(call.lineno, "a call inside an f-string"))
        violations += [Violation(call.lineno, reason) for reason in _bad_arguments(call, TEXTS[function])]
    return sorted(violations)


def template_violations(source: str) -> list[Violation]:
    return [
        Violation(source.count("\n", 0, tag.start()) + 1, f"{{% translate %}} of {tag['argument']}")
        for tag in TEMPLATE_TAG.finditer(source)
        if not tag["argument"].startswith(("'", '"'))
    ]


def _imported_names(tree: ast.AST) -> dict[str, str]:
    """Local name -> function of django.utils.translation."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == MODULE
        for alias in node.names
        if alias.name in TEXTS
    }


def _bad_aliases(tree: ast.AST) -> Iterator[Violation]:
    """The tool knows the functions by their names, and ``_`` as a function of one text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module != MODULE:
            continue
        for alias in node.names:
            single = TEXTS.get(alias.name) == (0,)
            if alias.name in TEXTS and alias.asname not in (None, alias.name) and not (alias.asname == "_" and single):
                yield Violation(node.lineno, f"{alias.name} under the name {alias.asname}")


def _function(node: ast.AST, names: dict[str, str]) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id)
    if isinstance(node.func, ast.Attribute) and node.func.attr in TEXTS:
        return node.func.attr
    return None


def _bad_arguments(call: ast.Call, positions: tuple[int, ...]) -> Iterator[str]:
    for position in positions:
        argument = call.args[position] if position < len(call.args) else None
        if argument is None or any(isinstance(each, ast.Starred) for each in call.args):
            yield "a text that is no positional argument"
        elif not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            yield f"{KINDS.get(type(argument), 'an expression')} as a text"


KINDS = {
    ast.JoinedStr: "an f-string",
    ast.BinOp: "a concatenated or formatted string",
    ast.Name: "a variable",
    ast.Attribute: "a variable",
    ast.Call: "the result of a call",
}
