"""The models of the parts, each part's own module being where they are written."""

from .practice.models import *  # noqa: F403
