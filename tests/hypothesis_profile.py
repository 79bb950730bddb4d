"""No deadline, since the speed of a machine is no error, and the same examples in every run of CI."""

import os

from hypothesis import settings

settings.register_profile("tests", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("tests")
