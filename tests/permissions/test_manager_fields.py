"""Whether a record is in use, and to which practice it belongs, is decided by those who manage its practice."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupSitePermission

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import client_for, get_permission, make_coordinator, make_manager, make_user
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.practice.models import Supervisor

from .test_people import edit_url, form_data, post_changes

pytestmark = pytest.mark.django_db
RIGHTS = ("add_supervisor", "change_supervisor")
MANAGER = ("change_contactrequest", *RIGHTS)


@pytest.fixture
def supervisor():
    """A supervisor of the practice of the default site; there is a second practice."""
    make_practice()
    make_practice(make_site("second.example"))
    return make_supervisor([make_office()], user=make_user("aino"))


def manager_of_another_practice(supervisor):
    """May change this supervisor as a coordinator only, with the right over people here."""
    user, group = make_manager(make_site("second.example"), RIGHTS), Group.objects.create(name="People here")
    user.groups.add(group)
    GroupSitePermission.objects.create(group=group, site=supervisor.site, permission=get_permission("manage_people"))
    office = supervisor.offices.get()
    office.coordinators.add(user)
    office.save()
    return user


MAY_DECIDE = {
    "everywhere": lambda supervisor: make_manager(permissions=MANAGER),
    "at the site": lambda supervisor: make_manager(supervisor.site, MANAGER),
    "without the right over people": lambda supervisor: make_manager(supervisor.site, RIGHTS),
    "superuser": lambda supervisor: make_user(is_superuser=True),
}
MAY_NOT_DECIDE = {
    "supervisor": lambda supervisor: supervisor.user,
    "coordinator": lambda supervisor: make_coordinator(supervisor.offices.get()),
    "coordinator who manages another practice": manager_of_another_practice,
}


@pytest.mark.parametrize("role", MAY_DECIDE)
def test_manager_of_the_practice_can_say_that_a_person_has_left(supervisor, role):
    user = MAY_DECIDE[role](supervisor)
    form = client_for(user).get(edit_url(supervisor)).context["form"]
    assert form["active"].value() is True
    changes = {name: value for name, value in form_data(form).items() if name != "active"}
    assert client_for(user).post(edit_url(supervisor), changes).status_code == 302
    assert not Supervisor.objects.get().active


@pytest.mark.parametrize("role", MAY_NOT_DECIDE)
def test_others_can_not_say_that_a_person_has_left_or_belongs_elsewhere(supervisor, role):
    Supervisor.objects.update(active=False)
    user = MAY_NOT_DECIDE[role](supervisor)
    form = client_for(user).get(edit_url(supervisor)).context["form"]
    assert not {"active", "site"} & set(form.fields)
    changed = post_changes(user, supervisor, active="on", site=make_site("second.example"), name="New name")
    assert (changed.name, changed.active, changed.site) == ("New name", False, supervisor.site)


def test_manager_of_one_site_adds_a_person_who_works_there(supervisor):
    user = make_manager(supervisor.site, MANAGER)
    form = client_for(user).get(reverse("wagtailsnippets_wagtail_tyonohjaus_supervisor:add")).context["form"]
    assert form["active"].value() is True
    assert [site.pk for site in form.fields["site"].queryset] == [supervisor.site_id]


@pytest.mark.parametrize("everywhere", [True, False], ids=["of all sites", "of the site"])
def test_managers_can_turn_a_rule_off(supervisor, everywhere):
    rule = RoutingRule.objects.create(site=supervisor.site, name="Crises")
    user = make_manager(None if everywhere else supervisor.site, ("change_contactrequest",))
    form = client_for(user).get(edit_url(rule)).context["form"]
    assert {"active", "site"} <= set(form.fields)
    changes = {name: value for name, value in form_data(form).items() if name != "active"}
    client_for(user).post(edit_url(rule), changes)
    assert not RoutingRule.objects.get(pk=rule.pk).active


def test_manager_of_all_practices_chooses_none_if_there_is_one():
    rule = RoutingRule.objects.create(site=make_practice().site, name="Crises")
    form = client_for(make_manager(permissions=("change_contactrequest",))).get(edit_url(rule)).context["form"]
    assert "site" not in form.fields
