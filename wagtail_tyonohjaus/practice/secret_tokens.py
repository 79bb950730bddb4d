"""Random tokens of secret URLs, and the hashes by which they are stored and looked up."""

import hashlib
import secrets


def new_receipt_key() -> str:
    """The secret part of the URL of a contact request's receipt (192 bits)."""
    return secrets.token_urlsafe(24)


def new_feed_token() -> str:
    """The secret part of a private feed's URL (256 bits)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The SHA-256 hash of a token, as 64 hexadecimal digits.

    Tokens are random, so an unsalted hash can't be guessed, and a lookup by it reveals nothing through its timing.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
