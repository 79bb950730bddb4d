"""Pages, forms and feeds each below a path of the project's URLs."""

from tests.projects.base import *  # noqa: F403

ROOT_URLCONF = "tests.projects.urls_prefix"
CONTACT_PATH = "/cms/contact/"
