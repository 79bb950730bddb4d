"""Finding a supervisor: facets, search, counts and the facts on cards, for the index of supervisors and blocks."""
