"""The weeks of one supervisor and of many, as bars of hours, busy time and free time."""
