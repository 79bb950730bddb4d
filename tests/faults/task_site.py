"""A site with a task backend: ``python -m tests.faults.task_site PORT ACTION[=NUMBER] ...``.

``prepare`` creates the table of the database backend, or empties the queues of RQ. ``store=NUMBER`` stores messages,
each in a transaction of its own, as web requests do. ``other=NUMBER`` enqueues tasks of other kinds. ``count`` writes
how many tasks are waiting.
"""

import sys
from typing import Any

from tests.faults.worker import set_up


def prepare() -> None:
    from django.apps import apps
    from django.db import connection

    if not apps.is_installed("django_tasks_db"):
        for queue in rq_queues():
            queue.empty()
        return
    model = apps.get_model("django_tasks_database", "DBTaskResult")
    if model._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(model)
    model.objects.all().delete()


def store(number: int) -> None:
    from wagtail.models import Site

    from wagtail_tyonohjaus.messages.dispatch import background_sender
    from wagtail_tyonohjaus.messages.outbox import Message, enqueue
    from wagtail_tyonohjaus.messages.recipients import Recipient

    for each in range(number):
        message = Message("receipt", site=Site.objects.get(), context={"reference": "R"})
        enqueue(message, Recipient(f"p{each}@example.com"))
    background_sender.join(60)


def other(number: int) -> None:
    from wagtail_tyonohjaus.availability.busy_calendars.tasks import fetch_calendar

    for _ in range(number):
        fetch_calendar.enqueue(0)


def count() -> None:
    from django.apps import apps

    if apps.is_installed("django_tasks_db"):
        print(apps.get_model("django_tasks_database", "DBTaskResult").objects.ready().count())
    else:
        print(sum(queue.count for queue in rq_queues()))


def rq_queues() -> list[Any]:
    import django_rq
    from django.conf import settings

    return [django_rq.get_queue(name) for name in settings.RQ_QUEUES]


ACTIONS: dict[str, Any] = {"prepare": prepare, "store": store, "other": other, "count": count}

if __name__ == "__main__":
    port, *actions = sys.argv[1:]
    set_up(port)
    for action in actions:
        name, _sign, number = action.partition("=")
        ACTIONS[name](*([int(number)] if number else []))
