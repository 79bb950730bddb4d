"""Tasks for sites with a django-tasks backend."""

from ...background_tasks import task
from .sync import sync_calendar


@task()
def fetch_calendar(calendar_id: int) -> None:
    """Fetches one busy calendar now."""
    sync_calendar(calendar_id)
