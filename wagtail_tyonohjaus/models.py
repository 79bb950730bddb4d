"""Imports the models of all parts, which belong to one app."""

from .appointments.models import *  # noqa: F403
from .availability.models import *  # noqa: F403
from .contact.models import *  # noqa: F403
from .duty.models import *  # noqa: F403
from .feeds.models import *  # noqa: F403
from .messages.models import *  # noqa: F403
from .practice.erasure.models import *  # noqa: F403
from .practice.installation.models import *  # noqa: F403
from .practice.models import *  # noqa: F403
