"""The rules of our public style sheets can't disturb a site: they are layered, and match only our own markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import wagtail_tyonohjaus

STATIC = Path(wagtail_tyonohjaus.__file__).parent / "static/wagtail_tyonohjaus"
SHEETS = ["blocks.css", "pages.css"]
OWN = re.compile(r"\.tyo(?!\w)|\[class[*^]=\" ?tyo-\"\]")
ORDER = "@layer tyonohjaus.variables, tyonohjaus.rules;"
GROUPS = ("@media", "@supports", "@layer")
# Decoration without text.
WITHOUT_TEXT = re.compile(r"::(before|after|backdrop)$|__logo$")


@dataclass(frozen=True)
class Rule:
    """A style rule within at-rules, outermost first."""

    groups: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]


def parse(css: str, groups: tuple[str, ...] = ()) -> Iterator[Rule]:
    """The style rules of a sheet. Raises ``ValueError`` for at-rules with a body other than ``GROUPS``."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).strip()
    while css:
        statement = re.match(r"@[^;{}]+;", css)
        if statement:
            if groups or statement[0] != ORDER:
                raise ValueError(statement[0])
            css = css[statement.end() :].strip()
            continue
        prelude, _, rest = css.partition("{")
        body, css = split_at_closing_brace(rest)
        prelude = " ".join(prelude.split())
        if prelude.startswith(GROUPS):
            yield from parse(body, (*groups, prelude))
        elif prelude.startswith("@"):
            raise ValueError(prelude)
        else:
            yield Rule(groups, tuple(split_selectors(prelude)), tuple(declarations(body)))


def split_at_closing_brace(text: str) -> tuple[str, str]:
    depth = 1
    for position, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            return text[:position], text[position + 1 :].strip()
    raise ValueError("A brace is not closed.")


def split_selectors(prelude: str) -> list[str]:
    """At commas outside parentheses."""
    return [part.strip() for part in re.split(r",(?![^()]*(?:\([^()]*\)[^()]*)*\))", prelude)]


def declarations(body: str) -> list[tuple[str, str]]:
    if "{" in body:
        raise ValueError(f"Nested rule: {body}")
    pairs = (declaration.partition(":") for declaration in body.split(";") if declaration.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def rules(sheet: str) -> list[Rule]:
    return list(parse((STATIC / sheet).read_text(encoding="utf-8")))


def is_own(rule: Rule, selector: str) -> bool:
    """Whether a selector matches our markup only; ``:root`` may have variables of ours."""
    if selector == ":root":
        return all(name.startswith("--tyo-") for name, _ in rule.declarations)
    return bool(OWN.search(re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector)))


def foreign_selectors(css: str) -> list[str]:
    return [selector for rule in parse(css) for selector in rule.selectors if not is_own(rule, selector)]


def has_ground(rule: Rule) -> bool:
    values = dict(rule.declarations)
    ground = (values.get("background") or values.get("background-color") or "none").removesuffix("!important").strip()
    return ground not in ("none", "transparent")


@pytest.mark.parametrize("sheet", SHEETS)
def test_all_rules_are_in_our_layers(sheet):
    outside = [rule.selectors for rule in rules(sheet) if not rule.groups[:1]]
    layers = {rule.groups[0] for rule in rules(sheet) if rule.groups}
    assert (outside, layers) == ([], {"@layer tyonohjaus.variables", "@layer tyonohjaus.rules"})
    assert ORDER in (STATIC / sheet).read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_rule_matches_the_markup_of_a_site(sheet):
    assert foreign_selectors((STATIC / sheet).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_background_comes_with_a_text_colour(sheet):
    without_colour = [
        selector
        for rule in rules(sheet)
        if has_ground(rule) and "color" not in dict(rule.declarations)
        for selector in rule.selectors
        if not WITHOUT_TEXT.search(selector)
    ]
    assert without_colour == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_reset_removes_no_spacing_and_no_border(sheet):
    lost = [
        (rule.selectors, name)
        for rule in rules(sheet)
        for name, value in rule.declarations
        if re.match("margin|padding|list-style|border(?!-(radius|collapse|spacing))", name)
        and not value.endswith("!important")
    ]
    assert lost == []


def test_blocks_need_nothing_around_them():
    """``.tyo`` and ``.tyo-body`` are classes of our own pages."""
    selectors = [selector for rule in rules("blocks.css") for selector in rule.selectors]
    assert [selector for selector in selectors if re.search(r"\.tyo(-body)?(?![\w-])", selector)] == []


def test_blocks_set_no_font_and_no_fixed_colour_of_their_own():
    values = [
        (rule.selectors, name, value)
        for rule in rules("blocks.css")
        for name, value in rule.declarations
        if name in ("font", "font-family", "color", "background", "border-color") or name.startswith("--tyo")
        if re.search(r"#[0-9a-f]{3}|rgb\(|hsl|\"[A-Z]|serif", value)
    ]
    # A camera reads the code only if it is dark on white; printing is black.
    qr_code = (".tyo-calendar-subscription__qr-code",)
    printed = (".tyo-section", ".tyo-card", ".tyo-call-to-action")
    assert values == [
        (qr_code, "background", "#fff"),
        (qr_code, "color", "#23302c"),
        (printed, "color", "#000 !important"),
    ]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red }", ["a"]),
        ("* { margin: 0 }", ["*"]),
        (".tyo-card, main p { margin: 0 }", ["main p"]),
        ("a:not(.tyo-button) { color: red }", ["a:not(.tyo-button)"]),
        (".tyoga { color: red }", [".tyoga"]),
        (":root { --tyo-gutter: 0; --ink: red }", [":root"]),
        ("@media print { img { width: 1px } }", ["img"]),
        (":where(.tyo-body) a, h1.tyo-title, .tyo, [class^=\"tyo-\"]::before { color: red }", []),
        (":root { --tyo-gutter: 0 }", []),
    ],
)  # fmt: skip
def test_selectors_of_foreign_markup_are_noticed(css, expected):
    assert foreign_selectors(css) == expected


def test_at_rules_that_are_not_understood_are_refused():
    with pytest.raises(ValueError, match="@keyframes"):
        list(parse("@keyframes x { from { top: 0 } }"))
