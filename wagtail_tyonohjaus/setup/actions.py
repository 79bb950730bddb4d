"""The names of the log's actions, for hooks that must not load the start."""

MADE = "tyonohjaus.start"
UNDONE = "tyonohjaus.start_undone"
#: Of the URLs in the admin.
NAMESPACE = "tyonohjaus_start"
DISMISSED = "tyonohjaus.checklist_dismissed"
#: Of the URLs of the import, and the names of the models whose records can be imported.
IMPORT_NAMESPACE = "tyonohjaus_import"
IMPORT_KINDS = ("supervisor", "office", "service")
