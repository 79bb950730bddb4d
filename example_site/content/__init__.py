"""The demo's contents, one module a practice, as plain data."""
