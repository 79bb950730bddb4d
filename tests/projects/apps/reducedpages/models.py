"""The page types in an app of the site: one with a field more, some with fields less."""

from django.db import models
from wagtail.admin.panels import FieldPanel
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
    """Without a single field that only the panels name."""

    image = None
    introduction = None
    show_contact_buttons = None
    search_fields = Page.search_fields + PracticeHomePageMixin.practice_search_fields


class StandardPage(StandardPageMixin, Page):
    """Without an introduction."""

    image = None
    introduction = None
    search_fields = Page.search_fields + StandardPageMixin.practice_search_fields


class ServiceIndexPage(ServiceIndexPageMixin, Page):
    """Without a body."""

    body = None
    search_fields = Page.search_fields + ServiceIndexPageMixin.practice_search_fields


class ServicePage(ServicePageMixin, Page):
    """With a field of its own, and without the form and a text."""

    show_form = None
    goals = None
    room = models.CharField(max_length=100, blank=True)

    content_panels = [*ServicePageMixin.content_panels, FieldPanel("room")]
    search_fields = Page.search_fields + ServicePageMixin.practice_search_fields


class SupervisorIndexPage(SupervisorIndexPageMixin, Page):
    """Without filters."""

    show_filters = None
    search_fields = Page.search_fields + SupervisorIndexPageMixin.practice_search_fields


class SupervisorPage(SupervisorPageMixin, Page):
    """Without the form."""

    show_form = None
    search_fields = Page.search_fields + SupervisorPageMixin.practice_search_fields


class CrisisNoticeIndexPage(CrisisNoticeIndexPageMixin, Page):
    """With all fields."""

    search_fields = Page.search_fields + CrisisNoticeIndexPageMixin.practice_search_fields


class CrisisNoticePage(CrisisNoticePageMixin, Page):
    """Without what a practice rarely uses."""

    series_plan = None
    follow_up = None
    phone_hours = None
    service = None
    search_fields = Page.search_fields + CrisisNoticePageMixin.practice_search_fields


class ContactPage(ContactPageMixin, Page):
    """Without a form heading and offices."""

    form_heading = None
    show_offices = None
    search_fields = Page.search_fields + ContactPageMixin.practice_search_fields
