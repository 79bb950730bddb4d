"""Installs the package in the project of ``DJANGO_SETTINGS_MODULE`` and uses it as visitors, editors and apps do."""

import shutil
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

import wagtail_tyonohjaus


def install() -> None:
    """The wheel's code, not that of the checkout, without a warning or a missing migration."""
    assert "site-packages" in Path(wagtail_tyonohjaus.__file__).parts, wagtail_tyonohjaus.__file__
    settings.SCRATCH.mkdir()
    if not settings.STARTS_EMPTY:
        shutil.copy(settings.MIGRATED_DATABASE, settings.DATABASES["default"]["NAME"])
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("check", fail_level="WARNING")
    call_command("migrate", verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def main() -> None:
    django.setup()
    install()
    from tests.projects.use import use_site  # needs the models

    use_site()


if __name__ == "__main__":
    main()
