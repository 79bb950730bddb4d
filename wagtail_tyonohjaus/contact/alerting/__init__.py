"""Alerts about crisis requests: whom each step of an escalation reaches, and its messages."""
