"""Logs unexpected errors without their texts, in which databases and templates quote personal data."""

import logging
import traceback


def log_failure(logger: logging.Logger, what: str, error: Exception) -> None:
    """Logs ``what`` failed, with the error's class and where it was raised."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed (%s).\n%s", what, type(error).__name__, where)
