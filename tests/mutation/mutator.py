"""Mutants of a Python module: its source with one operator, constant, call or statement changed."""

import ast
import builtins
import dataclasses
from collections.abc import Iterator
from functools import cached_property

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
#: Methods that return their text in another form.
TEXT_METHODS = ("lower", "strip")
#: Calls without an effect on behaviour: logging, static types, and points at which tests interrupt a worker.
IGNORED_CALLS = ("logger", "cast", "reach")


@dataclasses.dataclass(frozen=True)
class _Change:
    """A node of a tree and its replacement in a field of the parent, at an index if the field is a list."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    replacement: ast.AST

    def swap(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change. ``function`` is the qualified name, ``before`` and ``after`` the changed part of the code."""

    function: str
    line: int
    before: str
    after: str
    tree: ast.Module = dataclasses.field(compare=False, repr=False)
    change: _Change = dataclasses.field(compare=False, repr=False)

    @property
    def key(self) -> str:
        """Names the mutant independently of line numbers."""
        return f"{self.function}: {self.before} -> {self.after}"

    @cached_property
    def source(self) -> str:
        """The whole module with the change. Not for several threads at once, since the mutants share one tree."""
        change = self.change
        change.swap(ast.fix_missing_locations(ast.copy_location(change.replacement, change.node)))
        source = ast.unparse(self.tree)
        change.swap(change.node)
        return source


def mutants(source: str) -> list[Mutant]:
    """All mutants of a module, in the order of the source."""
    tree = ast.parse(source)
    return [_mutant(tree, change, function) for change, function in _changes(tree, "module")]


def _mutant(tree: ast.Module, change: _Change, function: str) -> Mutant:
    before, after = _texts(change.node, change.replacement)
    return Mutant(function, change.node.lineno, before, after, tree, change)  # type: ignore[attr-defined]


def _texts(node: ast.AST, replacement: ast.AST) -> tuple[str, str]:
    """The code before and after a change; of a call that loses a keyword, only the name and that keyword."""
    match node, replacement:
        case ast.Call(func=called, keywords=keywords), ast.Call(keywords=rest) if len(rest) < len(keywords):
            name = _text(called).rpartition(".")[2]
            (dropped,) = [keyword for keyword in keywords if keyword not in rest]
            return f"{name}({_text(dropped)})", f"{name}()"
    return _text(node), _text(replacement)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _changes(parent: ast.AST, function: str) -> Iterator[tuple[_Change, str]]:
    for field, index, node in _children(parent):
        if _is_ignored(parent, field, node):
            continue
        name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        qualified = f"{function}.{name}".removeprefix("module.") if name else function
        for replacement in _replacements(parent, field, node):
            yield _Change(parent, field, index, node, replacement), qualified
        yield from _changes(node, qualified)


def _children(parent: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            yield from ((field, index, node) for index, node in enumerate(value) if isinstance(node, ast.AST))


def _is_ignored(parent: ast.AST, field: str, node: ast.AST) -> bool:
    """Annotations, type aliases, docstrings, texts of errors, and ``IGNORED_CALLS``."""
    if field in ("annotation", "returns", "decorator_list"):
        return True
    if isinstance(parent, ast.Module) and isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Subscript | ast.BinOp) and not _has_number(node.value)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(parent, ast.Raise | ast.Import | ast.ImportFrom):
        return True
    return isinstance(node, ast.Call) and _root_name(node.func) in IGNORED_CALLS


def _has_number(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in ast.walk(node))


def _root_name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _replacements(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
    yield from _changed_operators(node)
    yield from _changed_values(node)
    if isinstance(node, ast.Call):
        yield from _changed_calls(node)
    if field == "test" and isinstance(parent, ast.If | ast.IfExp | ast.While):
        yield ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]


def _changed_operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=operators, comparators=comparators):
            for i, operator in enumerate(operators):
                changed = [*operators[:i], COMPARISONS[type(operator)](), *operators[i + 1 :]]
                yield ast.Compare(left, changed, comparators)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand


def _changed_values(node: ast.AST) -> Iterator[ast.AST]:
    """Changed constants, no return value, and dropped statements."""
    match node:
        case ast.Constant(value=value):
            yield from (ast.Constant(changed) for changed in _changed_constant(value))
        case ast.Return(value=value) if value is not None and _text(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call(func=called)) if _root_name(called) not in IGNORED_CALLS:
            yield ast.Pass()
        case ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()


def _changed_calls(call: ast.Call) -> Iterator[ast.AST]:
    """Calls without one of their keywords, of the opposite function, and arguments as they were before the call."""
    for i, keyword in enumerate(call.keywords):
        if keyword.arg is not None:
            yield ast.Call(call.func, call.args, [*call.keywords[:i], *call.keywords[i + 1 :]])
    match call:
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            yield ast.Call(ast.Name(FUNCTIONS[name], ast.Load()), call.args, call.keywords)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if not hasattr(builtins, name):
            yield argument
        case ast.Call(func=ast.Attribute(value=text, attr=name), args=[]) if name in TEXT_METHODS:
            yield text


def _changed_constant(value: object) -> Iterator[bool | int | float | str | bytes]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, bytes):
        yield value + b"x"
