"""Migrates a database of a former state of the code, and uses the site on it as visitors and staff do.

``DATABASE_URL=... python -m tests.upgrades.migrate_state NAME``, where the database is empty, on SQLite or PostgreSQL.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from time_machine import travel

from tests.mailers import use_mailer
from tests.packaging.use_site import FormParser

FOLDER = Path(__file__).parent
Rows = dict[str, list[dict[str, Any]]]


def main(name: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.upgrades.settings"
    use_mailer(settings, "django.core.mail.backends.locmem.EmailBackend")
    django.setup()
    now = datetime.fromisoformat((FOLDER / name / "time").read_text().strip()) + timedelta(minutes=5)
    with travel(now):
        load(FOLDER / name)
        before = rows_of_tables()
        migrate()
        compare(before, rows_of_tables())
        pages = list(read_pages())
        records = list(open_records())
        send_what_waits()
        send_request()
    rows = sum(map(len, before.values()))
    print(f"{name}: {rows} rows are as before, {len(pages)} pages and {len(records)} records open.")


def load(folder: Path) -> None:
    from django.db import connection

    text = (folder / f"{connection.vendor}.sql").read_text()
    if connection.vendor == "sqlite":
        # Without Django's connection, which checks foreign keys: the tables come in the order of their names.
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
            database.executescript(text)
    else:
        with connection.cursor() as cursor:
            cursor.execute(text)
        connection.close()


def rows_of_tables() -> Rows:
    """The rows of our tables and of Wagtail's pages, in the order of their primary keys."""
    from django.db import connection

    prefixes = ("wagtail_tyonohjaus", "wagtailcore_page", "wagtailcore_revision", "auth_user")
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(prefixes):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
                names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
                rows[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return rows


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def compare(before: Rows, after: Rows) -> None:
    """No row is missing, and no value of a column that still exists has changed."""
    for table, rows in before.items():
        assert len(after[table]) == len(rows), (table, len(rows), len(after[table]))
        for old, new in zip(rows, after[table], strict=True):
            changed = {name: (value, new[name]) for name, value in old.items() if name in new and new[name] != value}
            assert not changed, (table, changed)


def client_for(host: str) -> Any:
    from django.test import Client

    return Client(headers={"Host": host})


def read_pages() -> Iterator[str]:
    """Every published page has its title, if it is not a notice that has ended."""
    from django.utils import timezone
    from django.utils.html import escape
    from wagtail.models import Page

    for page in Page.objects.live().filter(depth__gt=1).specific():
        if page.full_url is None:
            continue
        end = getattr(page, "valid_until", None)
        response = client_for(page.get_site().hostname).get(page.full_url)
        expected = 410 if end and end < timezone.now() else 200
        assert response.status_code == expected, (page.full_url, response.status_code)
        assert expected == 410 or escape(page.title) in response.content.decode(), page.full_url
        yield page.full_url


def open_records() -> Iterator[str]:
    """The form of every record, page and draft, and every request and session, as the administrator."""
    from django.contrib.auth import get_user_model
    from django.urls import reverse
    from wagtail.models import Page
    from wagtail.snippets.models import get_snippet_models

    from wagtail_tyonohjaus.models import ContactRequest, Session

    client = client_for("localhost")
    client.force_login(get_user_model().objects.get(username="admin"))
    urls = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in Page.objects.filter(depth__gt=1)]
    for model in get_snippet_models():
        edit = model.snippet_viewset.get_url_name("edit")
        urls += [reverse(edit, args=[row.pk]) for row in model._default_manager.all()]
    urls += [reverse("tyonohjaus_inbox:detail", args=[row.pk]) for row in ContactRequest.objects.all()]
    urls += [reverse("tyonohjaus_session:detail", args=[row.pk]) for row in Session.objects.all()]
    urls += [reverse("wagtailadmin_home"), reverse("tyonohjaus_inbox:index")]
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        yield url


def send_what_waits() -> None:
    from django.core import mail
    from django.core.management import call_command

    from wagtail_tyonohjaus.models import Delivery

    waiting = Delivery.objects.filter(state="pending").count()
    mail.outbox = []
    call_command("tyonohjaus_deliver", verbosity=0)
    assert not Delivery.objects.filter(state="failed").exists()
    assert waiting <= len(mail.outbox), (waiting, len(mail.outbox))


def send_request() -> None:
    """The form of a practice's contact page stores a new request."""
    from wagtail_tyonohjaus.models import ContactRequest
    from wagtail_tyonohjaus.pages.models import ContactPage

    page = ContactPage.objects.live().order_by("pk").first()
    assert page is not None
    client, count = client_for(page.get_site().hostname), ContactRequest.objects.count()
    form = FormParser(client.get(page.full_url).content.decode())
    answers = {"name": "Vera", "email": "vera@example.com", "message": "Hello", "consent": "on"}
    response = client.post(form.action, {**form.values, **answers})
    assert (response.status_code, ContactRequest.objects.count()) == (303, count + 1), response.status_code


if __name__ == "__main__":
    main(*sys.argv[1:])
