"""Random codes for references that people read out on the telephone."""

import secrets

#: Crockford's base 32: no I, L, O or U, which are easily misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_code(length: int) -> str:
    """``length`` random characters of ``ALPHABET``, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
