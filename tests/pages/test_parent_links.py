"""The package's concrete pages beside a site's own pages of the same names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]


def test_system_check_passes_with_same_page_names_in_another_app():
    """Without parent links of our own this fails with fields.E304 and fields.E305."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings_sitepages"}
    environment.pop("DATABASE_URL", None)  # On PostgreSQL, Wagtail's search has a check of its own
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.skipif(not apps.is_installed("wagtail_tyonohjaus.pages"), reason="has no concrete pages")
def test_reverse_names_of_parent_links_have_a_prefix():
    models = apps.get_app_config("wagtail_tyonohjaus_pages").get_models()
    names = {model._meta.pk.remote_field.related_name for model in models}
    assert len(names) == 9
    assert {name.startswith("tyonohjaus_") for name in names} == {True}
