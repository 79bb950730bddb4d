"""No deadline, since the speed of a machine is no error, and the same examples in every run of CI."""

import os

from hypothesis import settings

EXAMPLES, FAST_EXAMPLES = 100, 20

settings.register_profile("tests", deadline=None, derandomize="CI" in os.environ, max_examples=EXAMPLES)
settings.register_profile("fast", settings.get_profile("tests"), max_examples=FAST_EXAMPLES)
settings.load_profile("tests")


def examples(count: int) -> settings:
    """Settings of a test with another number of examples than 100. ``make test-fast`` tries a fifth of them."""
    return settings(max_examples=count * settings().max_examples // EXAMPLES)
