"""Users are named by ``practice.users.display_name``, or by Wagtail's template filter, which is the same."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from wagtail_tyonohjaus.practice.users import display_name, full_name

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
THE_MODULE = PACKAGE / "practice" / "users.py"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and path != THE_MODULE)
# The templates of messages get names, not users.
TEMPLATES = sorted(
    path
    for suffix in ("html", "txt")
    for path in (PACKAGE / "templates").rglob(f"*.{suffix}")
    if "messages" not in path.parts or "admin" in path.parts
)
OTHER_WAYS = {"get_user_display_name", "get_full_name", "get_short_name"}
#: The names of all foreign keys to users, and what templates call a user.
USER_FIELDS = {
    field.name
    for model in apps.get_app_config("wagtail_tyonohjaus").get_models()
    for field in model._meta.concrete_fields
    if field.related_model is get_user_model()
}
USER = f"(?:{'|'.join(sorted(USER_FIELDS | {'owner', 'coordinator'}))})"
NAMED_BY_STR = re.compile(
    rf"\{{\{{[^}}]*(?<![\w-]){USER}\s*(?:\|(?!user_display_name)[^}}]*)?\}}\}}"
    rf"|\{{%\s*firstof[^%]*\.{USER}(?!\|user_display_name)\b"
)
OTHER_FILTERS = re.compile(r"get_full_name|get_short_name|\.username|get_username")


def other_ways(source: str) -> list[int]:
    """The lines that name a user in another way."""
    names = (
        (node.lineno, getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute | ast.Name | ast.alias)
    )
    lines = {line for line, name in names if name in OTHER_WAYS}
    return sorted(lines | {node.lineno for node in ast.walk(ast.parse(source)) if _is_str_of_user(node)})


def _is_str_of_user(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and node.args):
        return False
    argument = node.args[0]
    name = argument.attr if isinstance(argument, ast.Attribute) else getattr(argument, "id", "")
    return name in USER_FIELDS | {"account"}


def template_violations(source: str) -> list[str]:
    return NAMED_BY_STR.findall(source) + OTHER_FILTERS.findall(source)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_names_users_by_the_function(path):
    assert other_ways(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_names_users_by_the_filter(path):
    assert template_violations(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        "name = user.get_full_name()",
        "from wagtail.admin.utils import get_user_display_name",
        "name = get_user_display_name(user)",
        "name = str(event.user)",
        "name = str(user)",
        "name = str(feed.created_by)",
    ],
)
def test_other_way_is_reported(code):
    assert other_ways(code) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "{{ event.user }}",
        "{{ callback.done_by|default:'–' }}",
        "{% firstof event.user event.role %}",
        "{{ user.get_full_name }}",
        "{{ row.user.username }}",
    ],
)
def test_template_with_another_way_is_reported(source):
    assert template_violations(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "{{ event.user|user_display_name }}",
        "{% firstof event.user|user_display_name event.role %}",
        "{{ event.actor_name }}",
        "{% if user.is_authenticated %}{% endif %}",
    ],
)
def test_filter_in_a_template_is_not_reported(source):
    assert template_violations(source) == []


def test_user_is_named_by_full_name_or_login(django_user_model):
    named = django_user_model(username="aino", first_name="Aino", last_name="Laine")
    nameless = django_user_model(username="bo")
    assert [display_name(each) for each in (named, nameless, None)] == ["Aino Laine", "bo", ""]
    assert [full_name(each) for each in (named, nameless, None)] == ["Aino Laine", "", ""]
