"""The URLs that load balancers request."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from wagtail_tyonohjaus.overview import readiness

MIGRATION = "0002_clean_stored_emails"


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    monkeypatch.setattr(readiness, "_is_migrated", False)


@pytest.fixture
def applied_migrations(transactional_db, settings):
    """All migrations count as applied, even if the tests run without migrations and there is no table of them."""
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    had_table = recorder.has_table()
    recorder.ensure_schema()
    missing = MigrationLoader(connection).graph.nodes.keys() - recorder.applied_migrations().keys()
    for app, name in missing:
        recorder.record_applied(app, name)
    yield recorder
    if not had_table:
        with connection.schema_editor() as editor:
            editor.delete_model(recorder.Migration)


def response(path):
    answer = Client().get(path)
    return answer.status_code, answer.content.decode(), answer["Cache-Control"].startswith("max-age=0"), answer.cookies


OK = (200, "ok", True, {})
UNAVAILABLE = (503, "unavailable", True, {})


def test_live_needs_no_database():
    assert response("/tyonohjaus/live/") == OK


def test_ready_takes_one_query_once_all_migrations_are_applied(applied_migrations, django_assert_num_queries):
    assert response("/tyonohjaus/ready/") == OK
    with django_assert_num_queries(1):
        assert response("/tyonohjaus/ready/") == OK


def test_not_ready_before_the_migrations_of_the_code_are_applied(applied_migrations, caplog):
    applied_migrations.record_unapplied("wagtail_tyonohjaus", MIGRATION)
    assert response("/tyonohjaus/ready/") == UNAVAILABLE
    assert MIGRATION in caplog.text
    applied_migrations.record_applied("wagtail_tyonohjaus", MIGRATION)
    assert response("/tyonohjaus/ready/") == OK


def test_not_ready_while_the_database_is_down(applied_migrations):
    def refuse(execute, sql, params, many, context):
        raise OperationalError

    with connection.execute_wrapper(refuse):
        assert response("/tyonohjaus/ready/") == UNAVAILABLE
    assert response("/tyonohjaus/ready/") == OK
