"""Drafts and revisions: of pages whose records were deleted, and of all fields that can change between two of them."""

from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.fields import StreamField

from tests.factories import make_service, make_supervisor
from tests.pages.factories import PAGE_MODELS, make_home, make_page
from wagtail_tyonohjaus.practice.fields import ChoiceListField

pytestmark = pytest.mark.django_db

PRESENTED = {"ServicePage": ("service", make_service), "SupervisorPage": ("supervisor", make_supervisor)}


def make_draft_of_deleted_record(name: str):
    """A page whose first revision and whose draft name a record that is deleted."""
    field, make = PRESENTED[name]
    record, other = make(name="Deleted"), make(name="Other")
    page = make_page(name, make_home(), **{field: other})
    setattr(page, field, record)
    revisions = [page.save_revision(), page.save_revision()]
    record.delete()
    return page, revisions


@pytest.mark.parametrize("name", PRESENTED)
def test_draft_of_a_deleted_record_can_be_opened_and_compared(name, admin_client):
    page, revisions = make_draft_of_deleted_record(name)
    urls = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revisions[0].pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revisions[0].pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", revisions[1].pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, revisions[0].pk, "latest"]),
    ]
    responses = {url: admin_client.get(url) for url in urls}
    assert {url: response.status_code for url, response in responses.items()} == dict.fromkeys(urls, 200)
    assert "Deleted" not in responses[urls[1]].content.decode()


@pytest.mark.parametrize("name", PRESENTED)
def test_page_with_a_draft_of_a_deleted_record_can_be_copied(name, admin_client):
    page, _revisions = make_draft_of_deleted_record(name)
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk, "copy_subpages": ""}
    assert admin_client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data).status_code == 302
    copy = type(page).objects.get(slug="copy")
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200


@pytest.mark.parametrize("name", PRESENTED)
def test_editor_of_a_draft_asks_for_another_record_before_it_is_published(name, admin_client):
    page, _revisions = make_draft_of_deleted_record(name)
    draft = page.get_latest_revision_as_object()
    assert getattr(draft, PRESENTED[name][0]) is None
    with pytest.raises(ValidationError, match=PRESENTED[name][0]):
        draft.save_revision().publish()


def changed_value(page, field):
    kind = field.get_internal_type()
    if isinstance(field, StreamField):
        return [(block, value) for block, value in (("text_section", {"heading": "New", "text": "<p>New</p>"}),)]
    if field.name == "form_fields":
        return []
    if kind == "BooleanField":
        return not getattr(page, field.name)
    if field.choices:
        return field.choices[-1][0]
    if isinstance(field, ChoiceListField):
        return ["1"] if field.name == "offices" else ["fi"]
    return {
        "TimeField": time(8 + (field.name == "phone_closes"), 30),
        "DateTimeField": datetime(2027, 1, 1 + (field.name == "valid_until"), tzinfo=UTC),
        "CharField": "+358401234568" if field.name == "phone" else "New",
    }.get(kind, "New")


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model.__name__)
def test_revisions_in_which_every_field_differs_can_be_compared(model, admin_client):
    home = make_home()
    kwargs = {field: make(name="First") for name, (field, make) in PRESENTED.items() if name == model.__name__}
    page = home if model.__name__ == "PracticeHomePage" else make_page(model.__name__, home, **kwargs)
    first = page.save_revision()
    own = [field for field in model._meta.get_fields() if field.model is model and field.concrete]
    for field in own:
        if not field.is_relation and field.name != "form_fields":
            setattr(page, field.name, changed_value(page, field))
    for name, (relation, make) in PRESENTED.items():
        if model.__name__ in (name, "CrisisNoticePage" if relation == "service" else ""):
            setattr(page, relation, make(name="Second"))
    second = page.save_revision()
    for pair in ((first.pk, second.pk), (second.pk, first.pk), (first.pk, "live"), (second.pk, second.pk)):
        response = admin_client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, *pair]))
        assert response.status_code == 200
