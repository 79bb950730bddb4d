"""Deletions that are refused, because other records belong to what would be deleted."""

from html import unescape

import pytest
from django.urls import reverse
from wagtail.models import Site

from tests.edit_forms import post_edit
from tests.factories import make_office, make_service
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.practice.models import Office, Service

pytestmark = pytest.mark.django_db


def messages(response) -> list[str]:
    return [unescape(str(message)) for message in response.context["messages"]]


REFUSAL = "can't be deleted, because other records belong to it: offices (1), services (1). Delete them first."


@pytest.fixture
def home():
    home = make_home()
    make_service(site=Site.objects.get())
    make_office(site=Site.objects.get())
    return home


def bulk_url(page) -> str:
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_front_page_of_a_practice_with_records_is_not_deleted(home, admin_client, method):
    url = reverse("wagtailadmin_pages:delete", args=[home.pk])
    response = getattr(admin_client, method)(url, follow=True)
    assert response.status_code == 200
    assert [REFUSAL in text for text in messages(response)] == [True]
    assert type(home).objects.filter(pk=home.pk).exists()


def test_front_page_is_not_deleted_with_others_either(home, admin_client):
    response = admin_client.post(bulk_url(home), {"next": reverse("wagtailadmin_home")}, follow=True)
    assert [REFUSAL in text for text in messages(response)] == [True]
    assert type(home).objects.filter(pk=home.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_site_of_a_practice_with_records_is_not_deleted(home, admin_client, method):
    site = Site.objects.get()
    response = getattr(admin_client, method)(reverse("wagtailsites:delete", args=[site.pk]), follow=True)
    assert response.status_code == 200
    assert [REFUSAL in text for text in messages(response)] == [True]
    assert Site.objects.filter(pk=site.pk).exists()


def test_site_and_front_page_without_records_are_deleted(home, admin_client):
    Service.objects.all().delete()
    Office.objects.all().delete()
    assert admin_client.post(reverse("wagtailadmin_pages:delete", args=[home.pk])).status_code == 302
    assert not Site.objects.exists()


def test_site_without_records_is_deleted(home, admin_client):
    site = Site.objects.create(hostname="other.example", root_page=home)
    assert admin_client.get(reverse("wagtailsites:delete", args=[site.pk])).status_code == 200
    assert admin_client.post(reverse("wagtailsites:delete", args=[site.pk])).status_code == 302
    assert Site.objects.count() == 1


def test_editor_without_the_right_to_delete_sites_is_sent_away(home, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("editor", "e@example.com", "x"))
    url = reverse("wagtailsites:delete", args=[Site.objects.get().pk])
    assert "services" not in client.post(url, follow=True).content.decode()
    assert Site.objects.exists()


def test_service_that_a_page_presents_is_not_deleted(home, admin_client):
    service = Service.objects.get()
    make_page("ServicePage", home, service=service)
    url = reverse(Service.snippet_viewset.get_url_name("delete"), args=[service.pk])
    response = admin_client.post(url, follow=True)
    assert ["can't be deleted" in text for text in messages(response)] == [True]
    assert Service.objects.exists()


@pytest.mark.parametrize(("model", "make"), [(Service, make_service), (Office, make_office)])
def test_slug_that_is_in_use_is_an_error_at_its_field(home, admin_client, model, make):
    first, second = make(slug="first"), make(slug="second")
    data = {"name": "X", "kind": "supervision", "lengths": "60", "slug": "second", "city": "Pori", "step": 30}
    data |= {"buffer_before": 0, "buffer_after": 0, "minimum_notice_hours": 1, "horizon_days": 5, "capacity": 1}
    for name in ("translations", "opening_hours"):
        data |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
    edit_url = reverse(model.snippet_viewset.get_url_name("edit"), args=[first.pk])
    add_url = reverse(model.snippet_viewset.get_url_name("add"))
    for response in (post_edit(admin_client, edit_url, data), admin_client.post(add_url, data)):
        assert response.context["form"].errors == {
            "slug": ["Another record of this practice has this URL slug. Enter a different one."]
        }
    assert second.slug == "second"
