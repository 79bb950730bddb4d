"""Our public style sheet: small, in order, and without rules that could disturb a site or that nothing needs."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import wagtail_tyonohjaus
from wagtail_tyonohjaus.practice.appearance.themes import STRUCTURES, theme_choices

PACKAGE = Path(wagtail_tyonohjaus.__file__).parent
CSS = (PACKAGE / "static/wagtail_tyonohjaus/tyonohjaus.css").read_text(encoding="utf-8")
PART = re.compile(r"/\* Part: (.+?) \*/")
HEADING = re.compile(r"/\* (?:Part|Section): (.+?) \*/")
#: As a server compresses it, in bytes.
MAX_SIZE = 18_000
FONT = re.compile(r"@font-face\s*{([^}]*)}")
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
    """The style rules of a sheet, no fonts. Raises ``ValueError`` for at-rules with a body other than ``GROUPS``."""
    css = FONT.sub("", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()
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


def rules(css: str = CSS) -> list[Rule]:
    return list(parse(css))


def part(name: str) -> str:
    """The part of the style sheet below a heading."""
    pieces = PART.split(CSS)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))[name]


def unused_classes(css: str, sources: str) -> set[str]:
    """Classes in selectors that no source has. Those of sections, themes and structures consist of parts."""
    selectors = [selector for rule in parse(css) for selector in rule.selectors]
    styled = {name for selector in selectors for name in re.findall(r"\.(tyo[\w-]*)", selector)}
    sections = {f"tyo-section--{name}" for name in re.findall(r"{% block section_type %}([\w-]+)", sources)}
    structures = {f"tyo-{part}-{variant}" for part, variants in STRUCTURES.items() for variant in variants}
    themes = {f"tyo-theme-{name}" for name, _label in theme_choices("")}
    return styled - set(re.findall(r"tyo[\w-]*", sources)) - sections - structures - themes


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


def test_all_rules_are_in_our_layers():
    outside = [rule.selectors for rule in rules() if not rule.groups[:1]]
    layers = {rule.groups[0] for rule in rules() if rule.groups}
    assert (outside, layers) == ([], {"@layer tyonohjaus.variables", "@layer tyonohjaus.rules"})
    assert ORDER in CSS


def test_no_rule_matches_the_markup_of_a_site():
    assert foreign_selectors(CSS) == []


def test_every_background_comes_with_a_text_colour():
    without_colour = [
        selector
        for rule in rules()
        if has_ground(rule) and "color" not in dict(rule.declarations)
        for selector in rule.selectors
        if not WITHOUT_TEXT.search(selector)
    ]
    assert without_colour == []


def test_a_reset_removes_no_spacing_and_no_border():
    lost = [
        (rule.selectors, name)
        for rule in rules()
        for name, value in rule.declarations
        if re.match("margin|padding|list-style|border(?!-(radius|collapse|spacing))", name)
        and not value.endswith("!important")
    ]
    assert lost == []


def test_fonts_have_names_of_our_own():
    names = {name for font in FONT.findall(CSS) for name in re.findall(r'font-family: "([^"]+)"', font)}
    assert {name for name in names if not name.startswith("Tyo ")} == set()


def test_blocks_need_nothing_around_them():
    """``.tyo`` and ``.tyo-body`` are classes of our own pages."""
    selectors = [selector for rule in rules(part("Blocks and forms")) for selector in rule.selectors]
    assert [selector for selector in selectors if re.search(r"\.tyo(-body)?(?![\w-])", selector)] == []


def test_blocks_set_no_font_and_no_fixed_colour_of_their_own():
    everywhere = [rule for rule in rules() if rule.selectors == (":root",)]
    values = [
        (rule.selectors, name, value)
        for rule in (*everywhere, *rules(part("Blocks and forms")))
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


def test_a_wish_for_contrast_applies_to_every_palette():
    """The layer of the rules follows that of the variables, so that no theme and no colour of a practice wins."""
    more = [rule for rule in rules() if "@media (prefers-contrast: more)" in rule.groups and ".tyo" in rule.selectors]
    assert [(rule.groups[0], sorted(name for name, _ in rule.declarations)) for rule in more] == [
        ("@layer tyonohjaus.rules", ["--tyo-border-color", "--tyo-muted-text-color"])
    ]


def test_contents_are_the_headings_of_the_style_sheet():
    head, _, rest = CSS.partition("*/")
    listed = re.findall(r"^ {5,7}(\S.*)$", head, re.MULTILINE)
    assert listed == HEADING.findall(rest)


def test_style_sheet_is_small():
    """The limit is 30 kB. Below it, this is the size that a page of today needs."""
    assert len(gzip.compress(CSS.encode(), 6, mtime=0)) <= MAX_SIZE


def test_rules_share_what_they_have_in_common():
    """Two rules of four and more declarations that are equal would be one with two selectors."""
    counts = Counter((rule.groups, frozenset(rule.declarations)) for rule in rules() if len(rule.declarations) > 3)
    assert [body for body, count in counts.items() if count > 1] == []


def test_every_class_with_a_rule_is_in_use():
    sources = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "templates/**/*.html", "static/**/*.js")
        for path in PACKAGE.rglob(pattern)
    )
    assert unused_classes(CSS, sources) == set()


def test_class_that_no_template_has_is_noticed():
    css = ".tyo-card, .tyo-cards--old { margin: 0 } @media print { .tyo-theme-warm, .tyo-hidden { margin: 0 } }"
    assert unused_classes(css, '<div class="tyo-card">') == {"tyo-cards--old", "tyo-hidden"}


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
