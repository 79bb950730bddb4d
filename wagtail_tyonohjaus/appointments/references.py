"""References that a person can read out over the telephone."""

import secrets

# No letters that look or sound like a digit or like one another (0 O, 1 I L, U V).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_reference() -> str:
    """A session's reference: ``S-`` and seven characters, 17 billion of them."""
    return "S-" + "".join(secrets.choice(ALPHABET) for _ in range(7))
