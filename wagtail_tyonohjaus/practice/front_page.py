"""The URLs of front pages, for places that must not load the pages."""

from django.urls import NoReverseMatch, get_script_prefix, reverse


def front_page_url(root_url: str) -> str:
    """The URL of a site's front page in the active language.

    ``root_url`` is the site's scheme, host and port. The path is that under which the project includes Wagtail's URLs.
    """
    try:
        path = reverse("wagtail_serve", args=[""])
    except NoReverseMatch:  # a project that serves its pages from elsewhere
        path = get_script_prefix()
    return f"{root_url}{path}"
