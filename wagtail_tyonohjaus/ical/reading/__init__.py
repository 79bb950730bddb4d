"""Reads busy time from other people's calendar files. Pure Python: it runs in a process without Django.

The input is untrusted. Titles, descriptions and guests are discarded while the file is parsed; they reach no variable,
log record or error message.
"""
