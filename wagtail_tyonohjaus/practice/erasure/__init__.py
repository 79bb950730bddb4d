"""Records of what was erased: who did it, which reference, and when; no personal data of the visitor."""
