"""The form and its request name formats for the kind of service."""

import pytest
from django.test import RequestFactory

from tests.factories import make_service
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.factory import contact_form
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.summary import request_summary

FORMATS = ["individual", "group"]


def labels(practice):
    form = contact_form(RequestFactory().get("/"), FormConfig(), {}, practice=practice)
    return [str(label) for code, label in form.fields["format"].choices if code]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["coaching"], ["Individual coaching", "Group coaching"]),
        (["supervision", "crisis"], ["Individual supervision", "Group supervision"]),
        (["supervision", "coaching"], ["Individual", "Group"]),
    ],
)
def test_form_names_formats_for_the_kinds_of_services(practice, kinds, expected):
    for kind in kinds:
        make_service(name=kind, kind=kind, formats=FORMATS)
    assert labels(practice) == expected


def test_request_names_its_format_for_the_kind_of_its_service(practice):
    assert ContactRequest(kind="coaching", format="pair").get_format_display() == "Pair coaching"
    assert ["Format", "Pair coaching"] in request_summary(ContactRequest(kind="coaching", format="pair"), practice)
    assert ContactRequest(kind="", format="").get_format_display() == ""
