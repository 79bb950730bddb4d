"""Which pages the user guide has, in their order, and which of them describes a screen of the admin."""

from typing import Final

from django.utils.translation import gettext_lazy as _

#: The languages of the texts; the last one is for all other languages of the admin.
LANGUAGES: Final = ("fi", "sv", "en")

#: The roles, with the heading above their pages.
ROLES: Final = {
    "supervisor": _("For supervisors"),
    "coordinator": _("For coordinators"),
    "manager": _("For managers"),
    "editor": _("For editors"),
}

#: The names of each role's pages, in the order in which they are listed.
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "supervisor": (
        "close-a-day",
        "extra-hours",
        "take-a-holiday",
        "alternate-weeks",
        "connect-a-calendar",
        "subscribe-to-your-calendar",
        "answer-a-request",
        "sessions-and-proposals",
        "on-call",
    ),
    "coordinator": (),
    "manager": (),
    "editor": (
        "publish-a-service",
        "edit-the-front-page",
        "publish-a-crisis-notice",
        "several-languages",
        "photos",
        "fix-warnings",
        "supervisors-page",
    ),
}

_SNIPPETS = "wagtailsnippets_wagtail_tyonohjaus_"

#: The page (role and name) that describes the screen with a name of a URL.
SCREENS: Final[dict[str, tuple[str, str]]] = {
    "tyonohjaus_availability:mine": ("supervisor", "close-a-day"),
    "tyonohjaus_availability:weeks": ("supervisor", "close-a-day"),
    "tyonohjaus_availability:day": ("supervisor", "extra-hours"),
    "tyonohjaus_busy_calendars": ("supervisor", "connect-a-calendar"),
    "tyonohjaus_connect_calendar": ("supervisor", "connect-a-calendar"),
    "tyonohjaus_calendar_connected": ("supervisor", "connect-a-calendar"),
    "tyonohjaus_own_feed_tokens": ("supervisor", "subscribe-to-your-calendar"),
    "tyonohjaus_feed_tokens": ("supervisor", "subscribe-to-your-calendar"),
    "tyonohjaus_session:index": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_session:detail": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_session:week": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_session:month": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_session:move": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_session:propose": ("supervisor", "sessions-and-proposals"),
    "tyonohjaus_rota_feed_tokens": ("supervisor", "on-call"),
    f"{_SNIPPETS}supervisor:edit": ("supervisor", "alternate-weeks"),
    f"{_SNIPPETS}supervisor:list": ("editor", "supervisors-page"),
    f"{_SNIPPETS}service:list": ("editor", "publish-a-service"),
    f"{_SNIPPETS}service:add": ("editor", "publish-a-service"),
    f"{_SNIPPETS}service:edit": ("editor", "publish-a-service"),
    "tyonohjaus_notices": ("editor", "publish-a-crisis-notice"),
    "tyonohjaus_notice_end": ("editor", "publish-a-crisis-notice"),
    "tyonohjaus_pages_to_check": ("editor", "fix-warnings"),
    "wagtailadmin_explore": ("editor", "several-languages"),
    "wagtailadmin_pages:add": ("editor", "edit-the-front-page"),
    "wagtailadmin_pages:edit": ("editor", "edit-the-front-page"),
    "wagtailimages:index": ("editor", "photos"),
    "wagtailimages:add": ("editor", "photos"),
    "wagtailimages:add_multiple": ("editor", "photos"),
    "wagtailimages:edit": ("editor", "photos"),
}
