"""Each group can do its work, by the policies, and nothing else."""

import pytest
from django.contrib.auth.models import AbstractUser, Group
from wagtail.models import Collection, Site
from wagtail.permissions import policy_registry

from tests.factories import make_practice, make_site, make_supervisor
from tests.inbox.factories import make_request, make_user
from tests.setup.plans import group_plan, offices_plan
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.practice.access.managers import is_manager
from wagtail_tyonohjaus.practice.access.people import people_sites
from wagtail_tyonohjaus.practice.models import Approach, Office, PracticeSettings, Service, Supervisor, WorkField
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.setup.plan import OfficePlan, SupervisorPlan
from wagtail_tyonohjaus.setup.policy import may_start
from wagtail_tyonohjaus.setup.start import apply

pytestmark = pytest.mark.django_db
MODELS = (Office, Service, Supervisor, Approach, WorkField, PracticeSettings, ContactRequest, Session, RoutingRule)
ACTIONS = ("add", "change", "delete")
VOCABULARY = ("office", "service", "approach", "workfield")
RECORDS = {f"{action} {model}" for action in ("add", "change") for model in VOCABULARY}
OWN = {"change contactrequest", "change session", "change supervisor"}


@pytest.fixture
def site() -> Site:
    make_practice(make_site("other.example", root_page=make_site().root_page), name="Other")
    apply(group_plan(), make_site())
    return Site.objects.get(hostname="localhost")


def member(role: str) -> AbstractUser:
    user = make_user(role)
    user.groups.set([Group.objects.get(name=f"Majakka: {role}")])
    return type(user).objects.get(pk=user.pk)


def allowed(user: AbstractUser) -> set[str]:
    return {
        f"{action} {model._meta.model_name}"
        for model in MODELS
        for action in ACTIONS
        if policy_registry.get_by_type(model).user_has_permission(user, action)
    }


def test_editors_write_pages_and_records_and_see_no_requests(site):
    editor = member("Sisällöntuottajat")
    assert allowed(editor) == {*RECORDS, "add supervisor", "change supervisor", "change practicesettings"}
    page = page_model().objects.get(title="Palvelut").specific.permissions_for_user(editor)
    assert (page.can_edit(), page.can_publish(), page.can_add_subpage()) == (True, True, True)
    assert not page_model().get_first_root_node().permissions_for_user(editor).can_add_subpage()
    assert (is_manager(editor), list(people_sites(editor))) == (False, [])
    assert not may_start(editor, site)


def test_editors_have_the_pictures_of_their_practice_only(site):
    editor = member("Sisällöntuottajat")
    from wagtail.images import get_image_model

    policy = policy_registry.get_by_type(get_image_model())
    assert [collection.name for collection in policy.collections_user_has_permission_for(editor, "add")] == ["Majakka"]
    assert Collection.objects.count() == 2


def test_managers_run_the_practice_and_write_no_pages(site):
    manager = member("Hallinnoijat")
    assert allowed(manager) == {
        *("add office", "change office", "add supervisor", "change supervisor", "delete supervisor"),
        *("change contactrequest", "delete contactrequest", "change session", "change practicesettings"),
        *("add routingrule", "change routingrule", "delete routingrule"),
    }
    assert is_manager(manager)
    assert list(people_sites(manager)) == [site]
    assert not page_model().objects.get(title="Palvelut").specific.permissions_for_user(manager).can_edit()
    assert not may_start(manager, site)


def test_managers_have_nothing_of_another_practice(site):
    manager, other = member("Hallinnoijat"), Site.objects.get(hostname="other.example")
    foreign = make_supervisor(site=other)
    policy = policy_registry.get_by_type(Supervisor)
    assert not policy.user_has_permission_for_instance(manager, "change", foreign)
    assert policy.user_has_permission_for_instance(manager, "change", Supervisor.objects.get(site=site))


@pytest.mark.parametrize("role", ["Koordinaattorit", "Työnohjaajat"])
def test_others_have_the_admin_and_nothing_of_their_own_yet(site, role):
    user = member(role)
    assert user.has_perm("wagtailadmin.access_admin")
    assert allowed(user) == set()


def test_coordinators_and_the_supervisor_get_their_part_by_the_plan():
    kaarina, aino = make_user("kaarina"), make_user("aino")
    offices = (OfficePlan("Turku", coordinators=(kaarina.pk,)), OfficePlan("Oulu"))
    apply(offices_plan(offices=offices, supervisor=SupervisorPlan("Aino Laine", user=aino.pk)), make_site())
    turku, oulu = Office.objects.get(city="Turku"), Office.objects.get(city="Oulu")
    here, there = make_request(turku), make_request(oulu)
    policy = policy_registry.get_by_type(ContactRequest)
    kaarina, aino = (type(user).objects.get(pk=user.pk) for user in (kaarina, aino))
    assert [policy.user_has_permission_for_instance(kaarina, "change", row) for row in (here, there)] == [True, False]
    assert allowed(kaarina) == allowed(aino) == OWN
    assert [group.name for group in kaarina.groups.all()] == ["Majakka: Koordinaattorit"]
    assert [group.name for group in aino.groups.all()] == ["Majakka: Työnohjaajat"]
