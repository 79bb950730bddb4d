"""Sessions in the Wagtail admin."""
