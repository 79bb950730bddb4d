"""A project's page types on a custom base page, with one block added and one removed."""

from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.test.basepage.models import BasePage

from wagtail_tyonohjaus.blocks import PageBodyBlock
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


class CustomBody(PageBodyBlock):
    chart = CharBlock()
    comparison = None


class PracticeHomePage(PracticeHomePageMixin, BasePage):
    search_fields = BasePage.search_fields + PracticeHomePageMixin.practice_search_fields


class StandardPage(StandardPageMixin, BasePage):
    body = StreamField(CustomBody(), blank=True)
    search_fields = BasePage.search_fields + StandardPageMixin.practice_search_fields


class ServiceIndexPage(ServiceIndexPageMixin, BasePage):
    search_fields = BasePage.search_fields + ServiceIndexPageMixin.practice_search_fields
    subpage_types = ["testapp.ServicePage"]


class ServicePage(ServicePageMixin, BasePage):
    search_fields = BasePage.search_fields + ServicePageMixin.practice_search_fields
    parent_page_types = ["testapp.ServiceIndexPage", "testapp.PracticeHomePage"]
    subpage_types: list[str] = []


class SupervisorIndexPage(SupervisorIndexPageMixin, BasePage):
    search_fields = BasePage.search_fields + SupervisorIndexPageMixin.practice_search_fields
    subpage_types = ["testapp.SupervisorPage"]


class SupervisorPage(SupervisorPageMixin, BasePage):
    search_fields = BasePage.search_fields + SupervisorPageMixin.practice_search_fields
    parent_page_types = ["testapp.SupervisorIndexPage", "testapp.PracticeHomePage"]
    subpage_types: list[str] = []


class CrisisNoticeIndexPage(CrisisNoticeIndexPageMixin, BasePage):
    search_fields = BasePage.search_fields + CrisisNoticeIndexPageMixin.practice_search_fields
    subpage_types = ["testapp.CrisisNoticePage"]


class CrisisNoticePage(CrisisNoticePageMixin, BasePage):
    search_fields = BasePage.search_fields + CrisisNoticePageMixin.practice_search_fields
    parent_page_types = ["testapp.CrisisNoticeIndexPage"]
    subpage_types: list[str] = []


class ContactPage(ContactPageMixin, BasePage):
    search_fields = BasePage.search_fields + ContactPageMixin.practice_search_fields
    subpage_types: list[str] = []
