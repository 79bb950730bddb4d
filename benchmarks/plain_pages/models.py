"""The contact page of Wagtail's tutorial, and an index of people."""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.models import Page


class FormField(AbstractFormField):
    """A field of the form."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(AbstractEmailForm):
    """A form whose submissions are stored and sent by e-mail."""

    template = "plain_pages/form_page.html"
    landing_page_template = "plain_pages/form_page_landing.html"


class PersonPage(Page):
    """One person of the index."""

    role = models.CharField(max_length=120, blank=True)
    introduction = models.TextField(blank=True)


class PeoplePage(Page):
    """The people under it, as many as ``?per_page=`` says."""

    template = "plain_pages/people_page.html"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        people = PersonPage.objects.child_of(self).live().order_by("title")
        limit = int(request.GET.get("per_page", 24))
        return {**super().get_context(request, *args, **kwargs), "people": people[:limit], "total": people.count()}
