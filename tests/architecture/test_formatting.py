"""Only ``practice.formatting`` turns dates and times into text for people, in a zone that the caller names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.*"))
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
# Form fields have a notation of their own, and files of programs have that of their standard.
EXEMPT = ("practice/formatting.py", "practice/form_fields/", "ical/")
# Values of forms, keys of caches and stored texts, which nobody reads.
MACHINE_READABLE = {
    "appointments/admin/create.py": {"%Y-%m-%dT%H:%M"},
    "appointments/forms.py": {"%Y-%m-%dT%H:%MZ"},
    "appointments/slots/slot_picker.py": {"%Y-%m-%dT%H:%MZ"},
    "contact/call_windows.py": {"%H:%M"},
    "contact/form/fields.py": {"%Y-%m-%dT%H:%MZ"},
    "contact/rate_limits/counters.py": {"%Y-%m-%d", "%H"},
    "feeds/free_json.py": {"%Y-%m-%dT%H:%M:%SZ"},
    "wagtail_api/values.py": {"%H:%M"},
    "management/commands/tyonohjaus_health.py": {"%Y-%m-%d %H:%M:%S%z"},
    "feeds/prefill.py": {"%Y-%m-%dT%H:%MZ"},
}
FILTERS = re.compile(
    r"\|\s*(?:date|time|timesince|timeuntil|naturaltime|naturalday|localtime|utc|timezone)\b|{% *(?:now|localtime)\b"
)
NAMES = {"strftime", "date_format", "time_format", "localize", "naturaltime", "naturalday", "timesince"}
# These display the zone of the reader or of TIME_ZONE.
NAMES |= {"get_current_timezone", "DateColumn", "UpdatedAtColumn", "human_readable_date"}
ZONE_ARGUMENTS = {"localdate": 1, "localtime": 2}


def moment_names() -> str:
    """The names of all fields with a date or time, for a regular expression."""
    kinds = (models.DateField, models.TimeField)
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return "|".join(sorted({field.name for field in fields if isinstance(field, kinds)}))


def name_of(node: ast.expr) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def raw_formatting(tree: ast.Module) -> Iterator[str]:
    """The names and formats with which a module makes a text of a date or time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and name_of(node) in NAMES:
            yield name_of(node)
        elif isinstance(node, ast.Call) and len(node.args) + len(node.keywords) < ZONE_ARGUMENTS.get(
            name_of(node.func), 0
        ):
            yield f"{name_of(node.func)} without a zone"
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            yield from [spec] if re.search("%[A-Za-z]", spec) else []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE / "templates").as_posix())
def test_template_formats_dates_by_our_filters(path):
    text = path.read_text()
    raw = re.compile(rf"{{{{\s*(?!form\.)[\w.]*\b(?:{moment_names()})\s*(?:\|default[^}}]*)?}}}}")
    assert (FILTERS.findall(text), raw.findall(text)) == ([], [])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_formats_dates_by_our_functions(path):
    name = path.relative_to(PACKAGE).as_posix()
    if not name.startswith(EXEMPT):
        assert set(raw_formatting(ast.parse(path.read_text()))) - MACHINE_READABLE.get(name, set()) == set()
