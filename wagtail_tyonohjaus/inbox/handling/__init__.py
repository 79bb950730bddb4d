"""The pages that pass a request on and correct it."""
