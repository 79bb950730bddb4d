"""Pages that name a record of another practice: the editor of the page does not learn the record's name."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import get_permission, make_user
from tests.pages.factories import make_home, make_page

pytestmark = pytest.mark.django_db

FOREIGN = "Kanarialintu"


@pytest.fixture
def foreign():
    """The records of another practice."""
    site = make_site("foreign.example")
    make_practice(site, name="Foreign")
    office, service = make_office(site=site, city=FOREIGN), make_service(site=site, name=FOREIGN)
    return {"supervisor": make_supervisor([office], [service], site=site, name=FOREIGN), "service": service}


@pytest.fixture
def home(foreign):
    home = make_home()
    make_practice()
    return home


@pytest.fixture
def editor(home):
    """A client of somebody who edits and publishes the pages of one practice."""
    user, group = make_user("editor"), Group.objects.create(name="Editors of one practice")
    user.groups.add(group)
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(group=group, page=home, permission=get_permission(codename))
    client = Client()
    client.force_login(user)
    return client


def urls_of(page) -> list[str]:
    revision = page.save_revision()
    other = page.save_revision()
    return [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", other.pk]),
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        page.get_url_parts()[2],
    ]


@pytest.mark.parametrize(("name", "field"), [("SupervisorPage", "supervisor"), ("ServicePage", "service")])
def test_page_with_a_record_of_another_practice_does_not_reveal_its_name(home, foreign, editor, name, field):
    own = {"supervisor": make_supervisor, "service": make_service}[field](name="Own")
    page = make_page(name, home, title="Page", **{field: own})
    page.save_revision()
    setattr(page, f"{field}_id", foreign[field].pk)
    page.save()
    assert [url for url in urls_of(page) if FOREIGN in editor.get(url).content.decode()] == []


def submitted(client: Client, url: str) -> dict[str, str]:
    """What the browser would submit from the page's form, without its body."""
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("#page-edit-form")
    fields = [field for field in form.select("input[name], textarea[name]") if field.get("type") != "checkbox"]
    return {field["name"]: field.get("value", field.text) for field in fields} | {"body-count": "0"}


@pytest.mark.parametrize(("name", "field"), [("SupervisorPage", "supervisor"), ("ServicePage", "service")])
def test_record_of_another_practice_is_not_accepted_and_not_named(home, foreign, editor, name, field):
    own = {"supervisor": make_supervisor, "service": make_service}[field](name="Own")
    page = make_page(name, home, title="Page", **{field: own})
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(url, {**submitted(editor, url), field: foreign[field].pk})
    assert list(response.context["form"].errors) == [field]
    assert FOREIGN not in response.content.decode()
    assert editor.post(url, submitted(editor, url)).status_code == 302


def test_stored_record_of_another_practice_remains_when_the_page_is_saved(home, foreign, editor):
    page = make_page("SupervisorPage", home, title="Page", supervisor=make_supervisor(name="Own"))
    type(page).objects.filter(pk=page.pk).update(supervisor=foreign["supervisor"].pk)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "A record of another practice" in editor.get(url).content.decode()
    assert editor.post(url, submitted(editor, url)).status_code == 302
    page = type(page).objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().supervisor_id == foreign["supervisor"].pk
