"""A task backend that runs elsewhere: it only notes what it was given."""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend


class NotedBackend(BaseTaskBackend):
    noted: list[tuple[str, Any, Any]] = []

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> None:
        self.noted.append((task.name, args, kwargs))
