"""Changes of a supervisor's hours by single steps: planned, applied and undone, free of requests and of sessions."""
