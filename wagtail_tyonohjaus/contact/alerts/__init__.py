"""Acknowledging an alert about a crisis request: by the page of its link, or by a text message in reply."""
