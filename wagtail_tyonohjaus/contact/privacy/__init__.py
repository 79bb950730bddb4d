"""The rights of visitors over their data, and its removal after the retention period."""

#: The name of the periodic task that removes data after its retention period.
RETENTION = "retention"
