"""Every translatable string is one literal, and the check for it sees each kind that is not."""

from pathlib import Path

import pytest

from .translatable import python_violations, template_violations

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for suffix in ("html", "txt") for path in (PACKAGE / "templates").rglob(f"*.{suffix}"))
IMPORTS = """
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
"""


def reasons(code: str) -> list[str]:
    return [violation.reason for violation in python_violations(IMPORTS + code)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_strings_of_a_module_can_be_extracted(path):
    assert python_violations(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_strings_of_a_template_can_be_extracted(path):
    assert template_violations(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("_(f'Hello {name}')", "an f-string as a text"),
        ("_('Hello ' + name)", "a concatenated or formatted string as a text"),
        ("_('Hello %s' % name)", "a concatenated or formatted string as a text"),
        ("_('Hello {}'.format(name))", "the result of a call as a text"),
        ("_(label)", "a variable as a text"),
        ("_(self.label)", "a variable as a text"),
        ("_('Yes' if sure else 'No')", "an expression as a text"),
        ("_(message='Hello')", "a text that is no positional argument"),
        ("_(*texts)", "a text that is no positional argument"),
        ("gettext_lazy(label)", "a variable as a text"),
        ("translation.gettext(label)", "a variable as a text"),
        ("ngettext('%d day', many, count)", "a variable as a text"),
        ("pgettext(context, 'May')", "a variable as a text"),
        ("f'{_(\"Hello\")} {name}'", "a call inside an f-string"),
        ("from django.utils.translation import ngettext as n_", "ngettext under the name n_"),
        ("from django.utils.translation import ngettext_lazy as _", "ngettext_lazy under the name _"),
    ],
)
def test_string_that_can_not_be_extracted_is_reported(code, expected):
    assert reasons(code) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        "_('Hello')",
        "_('Hello ' 'there')",
        "_('Hello %(name)s') % {'name': name}",
        "_('Hello {}').format(name)",
        "ngettext('%d day', '%d days', count) % count",
        "pgettext('month', 'May')",
        "translation.gettext('Hello')",
        "other(label)",
        "from django.utils.translation import gettext as gettext",
    ],
)
def test_string_that_can_be_extracted_is_not_reported(code):
    assert reasons(code) == []


def test_report_has_the_line():
    assert [violation.line for violation in python_violations(IMPORTS + "\n_(a)\n\n_(b)")] == [6, 8]


@pytest.mark.parametrize("tag", ["{% translate label %}", "{% trans item.label as text %}", "{%- translate label %}"])
def test_template_that_translates_a_variable_is_reported(tag):
    assert [violation.line for violation in template_violations(f"<p>\n{tag}</p>")] == [2]


@pytest.mark.parametrize("tag", ['{% translate "Hello" %}', "{% trans 'Hello' as text %}", "{% translated label %}"])
def test_template_that_translates_a_literal_is_not_reported(tag):
    assert template_violations(tag) == []
