"""A task backend that only records the enqueued tasks."""

from typing import Any

import django

if django.VERSION >= (6, 0):
    from django.tasks.backends.base import BaseTaskBackend
else:
    from django_tasks.backends.base import BaseTaskBackend


class RecordingBackend(BaseTaskBackend):
    noted: list[tuple[str, Any, Any]] = []

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> None:
        self.noted.append((task.name, args, kwargs))
