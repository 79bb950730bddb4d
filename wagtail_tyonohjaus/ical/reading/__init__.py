"""Calendars from elsewhere, from an address to busy time. Free of Django: it runs in a process of its own.

Nothing in here may be trusted: not the address, not the server, not the file. Titles are dropped while the lines are
read and reach no variable, no log and no message.
"""
