"""Pages, contact requests, sessions and calendar feeds for work supervision practices."""

__version__ = "0.1.0"
