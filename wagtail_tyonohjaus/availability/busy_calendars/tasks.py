"""What a task backend may do in the background, where the site runs one."""

from django_tasks import task

from .sync import sync_calendar


@task()
def fetch_calendar(calendar_id: int) -> None:
    """Fetches one busy calendar now."""
    sync_calendar(calendar_id)
