"""Who handles a request and as what: passing it on, and correcting it."""
