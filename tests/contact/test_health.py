import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from tests.factories import make_practice, make_site
from tests.inbox.factories import make_manager
from wagtail_tyonohjaus import checks
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.overview.health import find_problems
from wagtail_tyonohjaus.overview.health_panel import HealthPanel

from .helpers import send

pytestmark = pytest.mark.usefixtures("practice")


def codes() -> list[str]:
    return [problem.code for problem in find_problems()]


def beat(age: timedelta = timedelta()) -> None:
    Heartbeat.objects.update_or_create(name="deliver", defaults={"at": timezone.now() - age})


def test_health_is_good_with_recipients_and_a_running_worker(capsys):
    send()
    beat()
    call_command("tyonohjaus_health")
    assert capsys.readouterr().out == "No problems.\n"


def test_practice_without_recipients_is_reported(practice):
    practice.email = ""
    practice.save()
    assert codes() == ["no_recipient"]


def test_undelivered_messages_and_a_stopped_worker_set_the_exit_status(capsys):
    send()
    beat(timedelta(hours=2))
    Delivery.objects.filter(message_type="receipt").update(state="failed")
    Delivery.objects.filter(message_type="staff_notice").update(created_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(CommandError) as raised:
        call_command("tyonohjaus_health", json=True)
    codes_of_problems = [problem["code"] for problem in json.loads(capsys.readouterr().out)]
    assert (raised.value.returncode, codes_of_problems) == (1, ["undelivered", "stuck", "worker"])


def test_deployment_check_reports_the_same_problems(practice):
    practice.email = ""
    practice.save()
    ids = [message.id for message in run_checks(include_deployment_checks=True) if "tyonohjaus" in (message.id or "")]
    assert ids == ["wagtail_tyonohjaus.W010"]
    assert [message.id for message in run_checks() if "tyonohjaus" in (message.id or "")] == []


@override_settings(ROOT_URLCONF="tests.contact.no_urls")
def test_missing_url_include_is_reported():
    assert [message.id for message in checks.check_urls(None)] == ["wagtail_tyonohjaus.E001"]


def test_missing_app_is_reported(monkeypatch):
    monkeypatch.setattr(checks, "REQUIRED_APPS", (*checks.REQUIRED_APPS, "no.such.app"))
    assert [(message.id, message.hint) for message in checks.check_apps(None)] == [
        ("wagtail_tyonohjaus.E002", 'Add "no.such.app" to INSTALLED_APPS.')
    ]


OPTIONAL_CACHE = {"BACKEND": "wagtail_tyonohjaus.optional_cache.OptionalCache", "LOCATION": "remote"}
REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1"}
DJANGO_REDIS = {"BACKEND": "django_redis.cache.RedisCache", "OPTIONS": {"SOCKET_TIMEOUT": 1}}
POOL_OPTIONS = {
    "BACKEND": "django_redis.cache.RedisCache",
    "OPTIONS": {"CONNECTION_POOL_KWARGS": {"socket_timeout": 1}},
}
MEMCACHED = {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "OPTIONS": {"timeout": 1}}


@pytest.mark.parametrize(
    ("caches", "ids"),
    [
        ({"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, []),
        ({"default": REDIS}, ["W004", "W005"]),
        ({"default": {**REDIS, "OPTIONS": {"socket_timeout": None}}}, ["W004", "W005"]),
        ({"default": {**REDIS, "OPTIONS": {"socket_timeout": 0.5}}}, ["W004"]),
        ({"default": OPTIONAL_CACHE, "remote": REDIS}, ["W005"]),
        ({"default": OPTIONAL_CACHE, "remote": {**REDIS, "OPTIONS": {"socket_timeout": 0.5}}}, []),
        ({"default": OPTIONAL_CACHE, "remote": DJANGO_REDIS}, []),
        ({"default": OPTIONAL_CACHE, "remote": POOL_OPTIONS}, []),
        ({"default": OPTIONAL_CACHE, "remote": MEMCACHED}, []),
    ],
)
def test_cache_whose_failure_stops_the_site_is_reported(monkeypatch, caches, ids):
    monkeypatch.setattr(checks, "settings", SimpleNamespace(CACHES=caches))
    assert [message.id for message in checks.check_caches(None)] == [f"wagtail_tyonohjaus.{name}" for name in ids]


@pytest.mark.parametrize(("mode", "ids"), [("IMMEDIATE", []), (None, ["wagtail_tyonohjaus.W003"])])
def test_sqlite_with_deferred_locking_is_reported(monkeypatch, mode, ids):
    options = {"transaction_mode": mode} if mode else {}
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    monkeypatch.setattr(checks.settings, "DATABASES", databases)
    assert [message.id for message in checks.check_sqlite(None)] == ids


def test_manager_sees_problems_of_own_practice_only(practice):
    other = make_practice(make_site("other"), name="Canary", email="")
    send()
    beat()
    Delivery.objects.filter(message_type="receipt").update(state="failed")
    theirs, mine = make_manager(other.site), make_manager(practice.site)
    assert [problem.code for problem in HealthPanel(theirs).get_context_data({})["problems"]] == ["no_recipient"]
    assert [problem.code for problem in HealthPanel(mine).get_context_data({})["problems"]] == ["undelivered"]
    everything = HealthPanel(make_manager()).get_context_data({})["problems"]
    assert [problem.code for problem in everything] == ["no_recipient", "undelivered"]
