"""References by which people name a request over the telephone."""

import secrets

# Crockford's base 32: no I, L, O or U, so nothing is misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A random reference such as ``TO-7K3M-9QXD`` (40 bits); it opens nothing by itself."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"TO-{letters[:4]}-{letters[4:]}"


def new_receipt_key() -> str:
    """The unguessable part of a receipt's address (192 bits)."""
    return secrets.token_urlsafe(24)


def normalise_reference(text: str) -> str:
    """What a person typed as a reference, in its stored form; empty where it can be none."""
    letters = text.upper().replace(" ", "").replace("-", "").removeprefix("TO")
    letters = letters.translate(str.maketrans("OILU", "011V"))
    if len(letters) != 8 or any(letter not in ALPHABET for letter in letters):
        return ""
    return f"TO-{letters[:4]}-{letters[4:]}"
