"""References of contact requests and sessions: short codes that people read out on the telephone.

A reference identifies a record; it gives no access to it.
"""

import secrets

#: Crockford's base 32: no I, L, O or U, which are easily misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_request_reference() -> str:
    """A random reference of a contact request, such as ``TO-7K3M-9QXD`` (40 bits)."""
    return _request_reference(_random_code(8))


def new_session_reference() -> str:
    """A random reference of a session, such as ``S-7K3M9QX`` (35 bits)."""
    return f"S-{_random_code(7)}"


def normalise_request_reference(text: str) -> str:
    """The stored form of a contact request's reference as somebody typed it; empty if it can't be one."""
    code = text.upper().replace(" ", "").replace("-", "").removeprefix("TO")
    code = code.translate(str.maketrans("OILU", "011V"))
    if len(code) != 8 or any(character not in ALPHABET for character in code):
        return ""
    return _request_reference(code)


def _request_reference(code: str) -> str:
    return f"TO-{code[:4]}-{code[4:]}"


def _random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
