"""System checks, each with an id and a hint; the parts keep their own in ``<part>/checks.py``."""
