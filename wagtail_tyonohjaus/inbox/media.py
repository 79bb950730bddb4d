"""The style sheets of the inbox."""

from django.forms import Media


def _style_sheets(*names: str) -> Media:
    return Media(css={"all": [f"wagtail_tyonohjaus/{name}.css" for name in names]})


REQUEST_MEDIA = _style_sheets("admin-components", "admin-contact-requests")
DASHBOARD_MEDIA = _style_sheets("admin-components", "admin-dashboard")
