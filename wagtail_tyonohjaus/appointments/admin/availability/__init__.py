"""A supervisor's availability in the Wagtail admin: the coming weeks, and the pages of single days."""
