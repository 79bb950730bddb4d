"""Pages, contact requests and calendar feeds for practices of work supervision."""

__version__ = "0.1.0"
