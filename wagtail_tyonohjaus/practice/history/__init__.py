"""What the histories of records keep, and for how long."""
