"""Pages as a Wagtail project would write them without the package, to compare with: a form and an index."""
