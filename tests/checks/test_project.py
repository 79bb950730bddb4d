"""The system checks of a project's configuration that its database and its installed apps decide."""

from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core.checks import run_checks

from tests.factories import make_practice, make_site
from wagtail_tyonohjaus.checks import check_slugs, check_time_zone, check_time_zone_support, order_warnings
from wagtail_tyonohjaus.practice.models import PracticeSettings

CORE = apps.get_app_config("wagtail_tyonohjaus")


def app(name: str, path: Path, *templates: str) -> AppConfig:
    for template in templates:
        file = path / "templates" / template
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return type("App", (AppConfig,), {"path": str(path), "label": name.replace(".", "_")})(name, None)


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_order_of_the_readme_has_no_warning(tmp_path):
    ours = app("home", tmp_path, "wagtail_tyonohjaus/base.html")
    assert order_warnings([ours, CORE, app("wagtail.admin", tmp_path / "admin")]) == []


def test_templates_of_an_app_that_comes_later_are_named(tmp_path):
    late = app("home", tmp_path, "wagtail_tyonohjaus/base.html", "wagtail_tyonohjaus/own.html", "home/page.html")
    (warning,) = order_warnings([CORE, late])
    assert (warning.id, warning.msg) == (
        "wagtail_tyonohjaus.W009",
        "home has templates that are not used: wagtail_tyonohjaus/base.html.",
    )


def test_app_whose_translations_come_first_is_named_once(tmp_path):
    others = [app(name, tmp_path) for name in ("wagtail.contrib.settings", "wagtail.admin", "django.contrib.sessions")]
    (warning,) = order_warnings([*others, CORE])
    assert (warning.id, warning.msg.split()[0]) == ("wagtail_tyonohjaus.W009", "wagtail.admin")


@pytest.mark.django_db
def test_time_zone_is_compared_with_those_of_the_practices(settings):
    make_practice(make_site(), time_zone="Europe/Helsinki")
    settings.TIME_ZONE = "America/New_York"
    (warning,) = check_time_zone(None)
    assert (warning.id, warning.hint) == ("wagtail_tyonohjaus.W008", 'Set TIME_ZONE = "Europe/Helsinki".')
    settings.TIME_ZONE = "Europe/Riga"
    assert check_time_zone(None) == []


@pytest.mark.django_db
def test_time_zone_is_compared_by_deployment_checks_only(settings):
    make_practice(make_site(), time_zone="Europe/Helsinki")
    settings.TIME_ZONE = "America/New_York"
    assert "wagtail_tyonohjaus.W008" not in ids(run_checks())
    assert "wagtail_tyonohjaus.W008" in ids(run_checks(include_deployment_checks=True))


@pytest.mark.django_db
def test_slug_of_two_practices_is_named():
    practices = [make_practice(make_site(f"{name}.localhost"), name=name) for name in ("one", "two", "three")]
    assert check_slugs(None) == []
    PracticeSettings.objects.filter(pk__in=[practices[0].pk, practices[2].pk]).update(slug="same")
    (warning,) = check_slugs(None)
    assert (warning.id, warning.msg.split(":")[0]) == (
        "wagtail_tyonohjaus.W030",
        "2 practices have the URL slug “same”",
    )
    assert warning.hint


def test_project_without_time_zones_is_refused(settings):
    assert check_time_zone_support(None) == []
    settings.USE_TZ = False
    assert ids(check_time_zone_support(None)) == ["wagtail_tyonohjaus.E005"]
