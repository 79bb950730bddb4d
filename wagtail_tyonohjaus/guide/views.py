"""The list of the user guide's pages, and each page."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..practice.admin.users import staff_user
from .contents import PAGES, ROLES
from .rendering import render_page
from .roles import roles_of
from .texts import guide_language, page_title, read_text

TITLE = _("User guide")


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """In the admin's language; for everybody who may open the admin."""

    header_icon = "help"
    _show_breadcrumbs = True


class IndexView(GuideView):
    """The pages of each role; those of the user's own roles come first."""

    template_name = "wagtail_tyonohjaus/guide/index.html"
    page_title = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = roles_of(staff_user(self.request))
        ordered = sorted(ROLES, key=lambda role: role not in own)
        groups = [{"title": ROLES[role], "pages": _links(role)} for role in ordered if PAGES[role]]
        return super().get_context_data(groups=groups, **kwargs)


class PageView(GuideView):
    """One page, with links to the others of its role."""

    template_name = "wagtail_tyonohjaus/guide/page.html"

    def get_page_title(self) -> str:
        return page_title(self.kwargs["role"], self.kwargs["name"], guide_language())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("tyonohjaus_guide:index"), "label": TITLE},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role, name = self.kwargs["role"], self.kwargs["name"]
        if name not in PAGES.get(role, ()):
            raise Http404
        language = guide_language()
        others = [link for link in _links(role) if link["name"] != name]
        return super().get_context_data(
            text=render_page(read_text(role, name, language), role),
            language=language,
            role_title=ROLES[role],
            others=others,
            **kwargs,
        )


def _links(role: str) -> list[dict[str, str]]:
    language = guide_language()
    return [
        {
            "name": name,
            "title": page_title(role, name, language),
            "url": reverse("tyonohjaus_guide:page", args=[role, name]),
        }
        for name in PAGES[role]
    ]
