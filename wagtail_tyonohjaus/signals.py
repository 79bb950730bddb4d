"""Imports the parts' signal receivers, so that they are connected once the models are loaded."""

from .availability import signals as availability  # noqa: F401
