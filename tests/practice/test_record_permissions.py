"""Supervisors have access to their own record, coordinators to those of their offices."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.edit_forms import post_edit
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.practice.test_admin import formsets, supervisor_data
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db


def url(view, *args):
    return reverse(Supervisor.snippet_viewset.get_url_name(view), args=args)


@pytest.fixture
def staff(db):
    group = Group.objects.create(name="Staff")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return group


@pytest.fixture
def login(client, staff, django_user_model):
    def as_user(name):
        user = django_user_model.objects.create_user(name)
        user.groups.add(staff)
        client.force_login(user)
        return user

    return as_user


@pytest.fixture
def people(db):
    make_practice()
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    return make_supervisor([turku], name="Aino"), make_supervisor([turku, oulu], name="Bo"), turku, oulu


def coordinates(user, office):
    office.coordinators = [user]
    office.save()


def listed(client):
    return [supervisor.name for supervisor in client.get(url("list")).context["object_list"]]


def test_supervisor_has_access_to_the_own_record_only(client, login, people):
    aino, bo, *_ = people
    Supervisor.objects.filter(pk=aino.pk).update(user=login("aino"))
    assert listed(client) == ["Aino"]
    assert client.get(url("edit", aino.pk)).status_code == 200
    for view in ("edit", "history", "usage", "preview_on_edit"):
        assert client.get(url(view, bo.pk)).status_code in (302, 404), view
    assert client.post(url("edit", bo.pk), supervisor_data(name="Taken over")).status_code == 404


def test_supervisor_can_change_hours_but_not_the_user_account(client, login, people):
    aino, *_ = people
    user = login("aino")
    Supervisor.objects.filter(pk=aino.pk).update(user=user)
    form = client.get(url("edit", aino.pk)).context["form"]
    assert {"site", "user", "active"} & set(form.fields) == set()
    data = supervisor_data(phone="040 123 4567", user="", active="")
    data.update(formsets(*(formset.prefix for formset in form.formsets.values())))
    assert post_edit(client, url("edit", aino.pk), data).status_code == 302
    aino.refresh_from_db()
    assert (str(aino.phone), aino.user, aino.active) == ("+358401234567", user, True)


def test_supervisor_can_not_select_an_office_of_another_practice(client, login, people):
    aino, *_ = people
    Supervisor.objects.filter(pk=aino.pk).update(user=login("aino"))
    site = make_site("other")
    elsewhere = make_office(city="Vaasa", site=site)
    names = [formset.prefix for formset in client.get(url("edit", aino.pk)).context["form"].formsets.values()]
    data = {**supervisor_data(offices=[elsewhere.pk], site=site.pk), **formsets(*names)}
    response = post_edit(client, url("edit", aino.pk), data)
    assert list(response.context["form"].errors) == ["offices"]
    assert "Vaasa" not in [str(office) for office in Supervisor.objects.get(pk=aino.pk).offices.all()]


@pytest.mark.parametrize("posted", ["\u00b2", "x", ""])
def test_invalid_practice_is_a_field_error(admin_client, people, posted):
    make_site("other")
    response = admin_client.post(url("add"), supervisor_data(site=posted))
    assert list(response.context["form"].errors) == ["site"]


def test_coordinator_sees_each_supervisor_of_the_office_once(client, login, people):
    _, bo, turku, oulu = people
    user = login("coordinator")
    coordinates(user, oulu)
    assert listed(client) == ["Bo"]
    coordinates(user, turku)
    assert listed(client) == ["Aino", "Bo"]
    assert client.get(url("edit", bo.pk)).status_code == 200


def test_coordinators_list_queries_do_not_grow(client, login, people, django_assert_max_num_queries):
    _, _, turku, _ = people
    coordinates(login("coordinator"), turku)
    listed(client)
    with django_assert_max_num_queries(100) as few:
        listed(client)
    for number in range(18):
        make_supervisor([turku], name=f"Supervisor {number}")
    with django_assert_max_num_queries(len(few)):
        assert len(listed(client)) == 20


def test_coordinator_and_supervisor_can_not_create_or_delete_records(client, login, people):
    aino, *_ = people
    Supervisor.objects.filter(pk=aino.pk).update(user=login("aino"))
    assert client.get(url("add")).status_code in (302, 403)
    assert client.post(url("delete", aino.pk)).status_code in (302, 403, 404)
    assert Supervisor.objects.count() == 2


def test_user_without_a_role_sees_no_records(client, login, people):
    aino, *_ = people
    login("nobody")
    assert client.get(url("list")).status_code in (302, 403)
    assert client.get(url("edit", aino.pk)).status_code in (302, 403, 404)
