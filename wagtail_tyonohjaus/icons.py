"""Line icons of this package, 24 by 24 units."""

from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "arrow": '<path d="M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.8v4M16 2.8v4"/>',
    "check": '<path d="M4.5 12.8l4.8 4.7L19.5 7"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "clock": '<circle cx="12" cy="12" r="8.7"/><path d="M12 7v5.2l3.4 2.2"/>',
    "globe": '<circle cx="12" cy="12" r="8.7"/>'
    '<path d="M3.5 12h17M12 3.3c5.2 5 5.2 12.4 0 17.4-5.2-5-5.2-12.4 0-17.4z"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.6 7l8.4 6 8.4-6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "people": '<circle cx="9" cy="8.2" r="3.4"/><path d="M2.8 19.5c.3-3.6 2.9-5.6 6.2-5.6s5.9 2 6.2 5.6"/>'
    '<path d="M15.4 5.2a3.2 3.2 0 010 6M17.5 14.4c2.2.7 3.5 2.5 3.7 5.1"/>',
    "phone": '<path d="M5.2 3.5h3.6l1.7 4.6-2.3 1.6a12.5 12.5 0 006.1 6.1l1.6-2.3 4.6 1.7v3.6c0 1-.8 1.8-1.8 '
    '1.7C10.7 20 4 13.3 3.5 5.3c-.1-1 .7-1.8 1.7-1.8z"/>',
    "pin": '<path d="M12 21.2c4.6-4.7 7-8.3 7-11.3a7 7 0 10-14 0c0 3 2.4 6.6 7 11.3z"/>'
    '<circle cx="12" cy="9.9" r="2.5"/>',
    "warning": '<path d="M12 3.6l9.3 16.3H2.7zM12 10v4.6"/><path d="M12 17.2v.1"/>',
}


def svg(name: str) -> SafeString:
    """The icon as an ``svg`` element, hidden from assistive technology; raises ``KeyError`` for an unknown name."""
    return mark_safe(  # noqa: S308  (constants of this module)
        f'<svg class="tyo-icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        f'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{_PATHS[name]}</svg>"
    )
