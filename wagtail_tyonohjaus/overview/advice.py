"""What to do about each kind of problem that the health checks report."""

from django.utils.translation import gettext_lazy as _

ADVICE = {
    "paused": _(
        "Leave it so if this is a copy, such as one for tests. If it is the practice's own site, run "
        "“manage.py tyonohjaus_resume”; until then, call the people who send requests."
    ),
    "no_recipient": _("Enter fallback recipients in the practice's settings."),
    "undelivered": _("Find the messages in the delivery log and send them again."),
    "stuck": _("See the mail server's responses in the delivery log."),
    "unsent": _("Check that the worker runs, and whether the mail server responds."),
    "crisis_messages": _("Call the people concerned, and check the worker and the mail server."),
    "worker": _("Run “manage.py tyonohjaus_deliver” every minute with cron, or as a service with --watch."),
    "failing_tasks": _("Find the errors in the log of the worker. It tries again in every round."),
    "late_tasks": _("Find out from the log of the worker why they take so long, or start a second worker."),
    "task_worker": _("Start the worker of the task queue again, and check that it serves the right queue."),
    "waiting_tasks": _("Start more workers of the task queue, or find out which tasks take so long."),
    "calendar_sync": _(
        "Run “manage.py tyonohjaus_sync_calendars” every minute with cron, or as a service with --watch. Until then, "
        "times may be offered that are not free."
    ),
    "late_calendars": _("Find out from the log of the synchronisation why it takes so long, or start a second one."),
    "crisis": _("Somebody has to take these requests."),
    "exhausted_rules": _("Select other records in these rules, or deactivate the rules."),
    "exhausted_hours": _("Select another office or service for these hours, or remove them."),
    "empty_blocks": _("Select another record in these blocks, or remove the blocks."),
}
