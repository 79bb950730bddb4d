"""What keeps the forms of records small and quick, however many records a practice has."""
