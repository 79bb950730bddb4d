"""The names of the log's actions, for hooks that must not load the start."""

MADE = "tyonohjaus.start"
UNDONE = "tyonohjaus.start_undone"
#: Of the URLs in the admin.
NAMESPACE = "tyonohjaus_start"
DISMISSED = "tyonohjaus.checklist_dismissed"
