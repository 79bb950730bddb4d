"""What the practice's people see of sessions in the Wagtail admin."""
