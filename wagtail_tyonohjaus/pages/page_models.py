"""Concrete page types. Leave this app out if the project swaps the base page or adds fields to the page types.

Each class declares its parent link, since Django's own would take the reverse name ``Page.servicepage``, which clashes
with a site's ``ServicePage``.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_tyonohjaus.page_types import (
    ContactPageMixin,
    CrisisNoticeIndexPageMixin,
    CrisisNoticePageMixin,
    PracticeHomePageMixin,
    ServiceIndexPageMixin,
    ServicePageMixin,
    StandardPageMixin,
    SupervisorIndexPageMixin,
    SupervisorPageMixin,
)

__all__ = [
    "ContactPage",
    "CrisisNoticeIndexPage",
    "CrisisNoticePage",
    "PracticeHomePage",
    "ServiceIndexPage",
    "ServicePage",
    "StandardPage",
    "SupervisorIndexPage",
    "SupervisorPage",
]


def parent_link(name: str) -> models.OneToOneField:
    """The link to the base page, with the reverse name ``Page.tyonohjaus_<name>``."""
    return models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name=f"tyonohjaus_{name}"
    )


class PracticeHomePage(PracticeHomePageMixin, Page):
    """The front page. Its children in menus are the site's main menu."""

    page_ptr = parent_link("practice_home_page")

    search_fields = Page.search_fields + PracticeHomePageMixin.practice_search_fields
    page_description = _("The front page of a practice's site.")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class StandardPage(StandardPageMixin, Page):
    """A page of blocks, at any place in the tree."""

    page_ptr = parent_link("standard_page")

    search_fields = Page.search_fields + StandardPageMixin.practice_search_fields
    page_description = _("A page of blocks.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class ServiceIndexPage(ServiceIndexPageMixin, Page):
    """The list of the service pages under it."""

    page_ptr = parent_link("service_index_page")

    search_fields = Page.search_fields + ServiceIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.ServicePage"]
    page_description = _("Lists the service pages under it.")

    class Meta:
        verbose_name = _("list of services")
        verbose_name_plural = _("lists of services")


class ServicePage(ServicePageMixin, Page):
    """Presents one service, under the list of services or the front page."""

    page_ptr = parent_link("service_page")

    search_fields = Page.search_fields + ServicePageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.ServiceIndexPage", "wagtail_tyonohjaus_pages.PracticeHomePage"]
    subpage_types: list[str] = []
    page_description = _("Presents a service and the supervisors who offer it.")

    class Meta:
        verbose_name = _("service page")
        verbose_name_plural = _("service pages")


class SupervisorIndexPage(SupervisorIndexPageMixin, Page):
    """The list of all active supervisors, with or without pages."""

    page_ptr = parent_link("supervisor_index_page")

    search_fields = Page.search_fields + SupervisorIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.SupervisorPage"]
    page_description = _("Lists the practice's supervisors, with filters.")

    class Meta:
        verbose_name = _("list of supervisors")
        verbose_name_plural = _("lists of supervisors")


class SupervisorPage(SupervisorPageMixin, Page):
    """Presents one supervisor, under the list of supervisors or the front page."""

    page_ptr = parent_link("supervisor_page")

    search_fields = Page.search_fields + SupervisorPageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.SupervisorIndexPage", "wagtail_tyonohjaus_pages.PracticeHomePage"]
    subpage_types: list[str] = []
    page_description = _("Presents a supervisor, with free times and a contact form.")

    class Meta:
        verbose_name = _("supervisor page")
        verbose_name_plural = _("supervisor pages")


class CrisisNoticeIndexPage(CrisisNoticeIndexPageMixin, Page):
    """The list of the notices under it that are valid now."""

    page_ptr = parent_link("crisis_notice_index_page")

    search_fields = Page.search_fields + CrisisNoticeIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.CrisisNoticePage"]
    page_description = _("Lists the crisis notices that are valid now.")

    class Meta:
        verbose_name = _("list of crisis notices")
        verbose_name_plural = _("lists of crisis notices")


class CrisisNoticePage(CrisisNoticePageMixin, Page):
    """A notice that is public only while it is valid."""

    page_ptr = parent_link("crisis_notice_page")

    search_fields = Page.search_fields + CrisisNoticePageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.CrisisNoticeIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Support after a crisis at work, public only while it is valid.")

    class Meta:
        verbose_name = _("crisis notice")
        verbose_name_plural = _("crisis notices")


class ContactPage(ContactPageMixin, Page):
    """Contact details and the contact form. The site's first one is the target of links to the form."""

    page_ptr = parent_link("contact_page")

    search_fields = Page.search_fields + ContactPageMixin.practice_search_fields
    subpage_types: list[str] = []
    page_description = _("Contact details and the contact form.")

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
