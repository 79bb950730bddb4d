"""Wrong configuration is reported by a check with a hint, not by a stack trace."""

import os
import subprocess
import sys
from importlib import reload

import pytest
import wagtail
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import set_script_prefix

from tests.pages.factories import PAGE_MODELS
from wagtail_tyonohjaus import apps, checks


def ids(messages):
    assert all(message.hint for message in messages)
    return [message.id.removeprefix("wagtail_tyonohjaus.") for message in messages]


def test_tests_have_no_fault():
    assert checks.check_urls(None) + checks.check_base_page(None) + checks.check_parent_pages(None) == []


@pytest.mark.parametrize(
    ("urlconf", "expected"),
    [
        ("tests.contact.no_urls", ["E001"]),
        ("tests.checks.urls_below_wagtail", ["E003"]),
        ("tests.checks.urls_twice", ["W006"]),
        ("tests.checks.urls_with_prefix", []),
    ],
)
def test_urls_are_included_once_and_above_those_of_wagtail(urlconf, expected):
    with override_settings(ROOT_URLCONF=urlconf):
        assert ids(checks.check_urls(None)) == expected


def test_urls_are_recognised_below_the_prefix_of_a_script():
    set_script_prefix("/practice/")
    try:
        assert checks.check_urls(None) == []
    finally:
        set_script_prefix("/")


def test_page_type_that_has_no_possible_parent_is_named(monkeypatch):
    notice = next(model for model in PAGE_MODELS if model.__name__ == "CrisisNoticePage")
    monkeypatch.setattr(notice, "parent_page_types", [])
    monkeypatch.setattr(notice, "_clean_parent_page_models", None)
    try:
        assert [(message.id, message.obj) for message in checks.check_parent_pages(None)] == [
            ("wagtail_tyonohjaus.W007", notice)
        ]
    finally:
        notice._clean_parent_page_models = None


@pytest.mark.django_db  # Whether SQLite stores JSON is asked of the database, by the first check of a process
def test_parent_that_does_not_exist_is_reported_by_wagtail(monkeypatch):
    notice = next(model for model in PAGE_MODELS if model.__name__ == "CrisisNoticePage")
    monkeypatch.setattr(notice, "parent_page_types", ["home.NoSuchPage"])
    monkeypatch.setattr(notice, "_clean_parent_page_models", None)
    errors = [message for message in run_checks() if message.id == "wagtailcore.E002"]
    assert ["CrisisNoticePage" in error.msg for error in errors] == [True]


def test_pages_app_with_another_base_page_is_one_error():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.checks.settings_pages_and_base_page"}
    environment.pop("DATABASE_URL", None)  # On PostgreSQL, Wagtail's search has a check of its own
    command = [sys.executable, "-m", "django", "check"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert "(wagtail_tyonohjaus.E004)" in done.stderr
    assert "System check identified 1 issue" in done.stderr


def test_wagtail_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(wagtail, "VERSION", (7, 4, 0, "final", 0))
    with pytest.raises(ImproperlyConfigured, match=r"requires Wagtail 8\.0"):
        reload(apps)
    monkeypatch.undo()
    reload(apps)
