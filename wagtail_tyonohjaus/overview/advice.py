"""What to do about each kind of problem that the health checks report, and about what waits on the dashboard."""

from django.utils.translation import gettext_lazy as _

#: By the codes of ``health.find_problems``.
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
    "late_in_crisis": _("Start “manage.py tyonohjaus_deliver” again, and run it every minute or as a service."),
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
    "duty_gaps": _("Find a substitute, or add a turn: open “Coming weeks” of the rota."),
    "duty_unreachable": _("See in “Coming weeks” of the rota what is missing, and complete the supervisors' records."),
    "broken_texts": _("Correct the text, or reset it to the default."),
    "empty_blocks": _("Select another record in these blocks, or remove the blocks."),
}

#: By the codes of what a user's own dashboard lists.
DASHBOARD_ADVICE = {
    "paused_for_staff": _("Tell a manager of the practice. Until it is resumed, call the people who send requests."),
    "requests_overdue": _("Answer them, or assign them to somebody who can."),
    "requests_held": _("Release those that are genuine, and mark the others as spam."),
    "requests_of_former": _("Assign them to somebody else."),
    "calls_overdue": _("Call now, or plan another time."),
    "holds_expiring": _("Confirm or decline them before that."),
    "sessions_of_former": _("Book them with another supervisor, move or cancel them."),
    "calendar_failing": _("Correct the URL in the calendar's settings, or fetch it again."),
    "messages_failed": _("Correct the address and send them again, or call the people."),
    "notice_ending": _("If it is still needed, enter a later end and publish it."),
    "notice_scheduled": _("Check its text and telephone number before that."),
    "notice_endless": _("Enter when it is no longer needed, or end it now."),
    "pages_draft": _("Publish what is ready, and delete what is not needed."),
    "pages_former": _("Unpublish the page, or choose another supervisor for it."),
    "pages_no_contact": _("Add a telephone number to the practice's settings, or publish a contact page."),
    "pages_no_hours": _("Add hours to the supervisor, or don’t show free times on the page."),
    "pages_deleted": _("Select another record in these blocks, or remove the blocks."),
    "pages_missing_language": _("Translate them, or tell visitors in the text that there is no translation."),
    "records_missing_language": _("Add the texts in the other languages on the record's form."),
}
