"""Every page below the code of its language."""

from tests.projects.base import *  # noqa: F403
from tests.projects.languages import *  # noqa: F403
