"""Tokens of secret URLs, and the hashes by which they are stored and looked up.

A token that is displayed once is random. One that several messages or pages repeat is derived: it is an HMAC (256 bits)
of a random secret in the row, with the site's ``SECRET_KEY``. The row contains the secret and the token's hash, so a
copy of the database alone gives no access, and a new secret revokes the URL. With ``SECRET_KEY_FALLBACKS``, URLs remain
valid after the key is rotated.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_receipt_key() -> str:
    """The secret from which the token of a contact request's receipt is derived (192 bits)."""
    return secrets.token_urlsafe(24)


def new_feed_token() -> str:
    """The secret part of a private feed's URL (256 bits)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The SHA-256 hash of a token, as 64 hexadecimal digits.

    Tokens are random, so an unsalted hash can't be guessed, and a lookup by it reveals nothing through its timing.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def derive_token(secret: str, salt: bytes) -> str:
    """The token for a secret. ``salt`` names what the token is for."""
    return _derive(settings.SECRET_KEY, secret, salt)


def stored_token(secret: str, salt: bytes, token_hash: str) -> str:
    """The token for a secret whose hash is stored; empty if the ``SECRET_KEY`` that it was made with is not known."""
    tokens = (_derive(key, secret, salt) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return next((token for token in tokens if hmac.compare_digest(hash_token(token), token_hash)), "")


def _derive(key: str | bytes, secret: str, salt: bytes) -> str:
    raw = key.encode() if isinstance(key, str) else key
    mac = hmac.new(raw, salt + secret.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
