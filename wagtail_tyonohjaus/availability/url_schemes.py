"""URL schemes of calendar subscriptions. Without Django, since the fetching process needs them, too."""

#: Schemes that calendar apps use in subscription links, and the ones to fetch them by.
CALENDAR_SCHEMES = {"webcal": "https", "webcals": "https"}


def fetchable_url(url: str) -> str:
    """The HTTP(S) URL for what a calendar app's share dialogue gives; ``webcal:`` becomes ``https:``."""
    scheme, colon, rest = url.strip().partition(":")
    return f"{CALENDAR_SCHEMES.get(scheme.lower(), scheme)}{colon}{rest}"
