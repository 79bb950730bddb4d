"""Marks of tests whose pages show images."""

import pytest

# Wagtail does not close the temporary file of a new rendition.
UNCLOSED_RENDITIONS = [
    pytest.mark.filterwarnings("ignore:Exception ignored in. <function SpooledTemporaryFile"),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
