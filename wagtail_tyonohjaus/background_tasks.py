"""Django's framework for background tasks: ``django.tasks`` from Django 6.0 on, else its backport django-tasks."""

from typing import Any

import django
import django_tasks
from django_tasks.backends.dummy import DummyBackend
from django_tasks.backends.immediate import ImmediateBackend

if django.VERSION >= (6, 0):
    from django import tasks
    from django.tasks.backends.dummy import DummyBackend as DjangoDummyBackend
    from django.tasks.backends.immediate import ImmediateBackend as DjangoImmediateBackend

    # A project may set a backend of either framework.
    IN_PROCESS_BACKENDS: tuple[type, ...] = (
        DummyBackend,
        ImmediateBackend,
        DjangoDummyBackend,
        DjangoImmediateBackend,
    )
else:
    tasks = django_tasks
    IN_PROCESS_BACKENDS = (DummyBackend, ImmediateBackend)

task: Any = tasks.task
task_backends: Any = tasks.task_backends


def has_task_worker(alias: str) -> bool:
    """Whether the backend runs its tasks outside the process that enqueues them."""
    return not isinstance(task_backends[alias], IN_PROCESS_BACKENDS)
