"""The page types, ready to use. A project with a base page or fields of its own leaves this app out."""

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


class PracticeHomePage(PracticeHomePageMixin, Page):
    search_fields = Page.search_fields + PracticeHomePageMixin.practice_search_fields
    page_description = _("The front page of a practice's site.")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class StandardPage(StandardPageMixin, Page):
    search_fields = Page.search_fields + StandardPageMixin.practice_search_fields
    page_description = _("A page of text and other blocks.")

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")


class ServiceIndexPage(ServiceIndexPageMixin, Page):
    search_fields = Page.search_fields + ServiceIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.ServicePage"]
    page_description = _("Lists the service pages under it.")

    class Meta:
        verbose_name = _("list of services")
        verbose_name_plural = _("lists of services")


class ServicePage(ServicePageMixin, Page):
    search_fields = Page.search_fields + ServicePageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.ServiceIndexPage", "wagtail_tyonohjaus_pages.PracticeHomePage"]
    subpage_types: list[str] = []
    page_description = _("Presents a service: what it is, for whom, how it goes and who offers it.")

    class Meta:
        verbose_name = _("service page")
        verbose_name_plural = _("service pages")


class SupervisorIndexPage(SupervisorIndexPageMixin, Page):
    search_fields = Page.search_fields + SupervisorIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.SupervisorPage"]
    page_description = _("Lists the practice's supervisors and lets visitors narrow the list.")

    class Meta:
        verbose_name = _("list of supervisors")
        verbose_name_plural = _("lists of supervisors")


class SupervisorPage(SupervisorPageMixin, Page):
    search_fields = Page.search_fields + SupervisorPageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.SupervisorIndexPage", "wagtail_tyonohjaus_pages.PracticeHomePage"]
    subpage_types: list[str] = []
    page_description = _("Presents a supervisor, with free times and a way to get in touch.")

    class Meta:
        verbose_name = _("supervisor's page")
        verbose_name_plural = _("supervisors' pages")


class CrisisNoticeIndexPage(CrisisNoticeIndexPageMixin, Page):
    search_fields = Page.search_fields + CrisisNoticeIndexPageMixin.practice_search_fields
    subpage_types = ["wagtail_tyonohjaus_pages.CrisisNoticePage"]
    page_description = _("Lists the crisis notices that are valid now.")

    class Meta:
        verbose_name = _("list of crisis notices")
        verbose_name_plural = _("lists of crisis notices")


class CrisisNoticePage(CrisisNoticePageMixin, Page):
    search_fields = Page.search_fields + CrisisNoticePageMixin.practice_search_fields
    parent_page_types = ["wagtail_tyonohjaus_pages.CrisisNoticeIndexPage"]
    subpage_types: list[str] = []
    page_description = _("What is offered after a crisis at work, shown only while it is valid.")

    class Meta:
        verbose_name = _("crisis notice")
        verbose_name_plural = _("crisis notices")


class ContactPage(ContactPageMixin, Page):
    search_fields = Page.search_fields + ContactPageMixin.practice_search_fields
    subpage_types: list[str] = []
    page_description = _("How to reach the practice, with its contact form.")

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
