"""The right over people: without it, who may edit a record can't change accounts, coordinators and addresses."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupSitePermission
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import client_for, get_permission, make_coordinator, make_manager, make_user
from tests.practice.test_admin import formsets
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Supervisor

pytestmark = pytest.mark.django_db
EDITOR = ("add_supervisor", "change_supervisor", "add_office", "change_office", "change_practicesettings")


@pytest.fixture
def records():
    """A supervisor with an office, of the practice of the default site; there is a second practice."""
    make_practice()
    make_practice(make_site("second.example"), email="second@example.com")
    office = make_office(email="office@example.org")
    return make_supervisor([office], email="aino@example.org", user=make_user("aino")), office


def edit_url(record):
    if isinstance(record, PracticeSettings):
        return reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", record.site_id])
    return reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])


def form_data(form):
    """What a browser would submit without a change; blank rows are left out."""
    prefixes = [formset.prefix for formset in form.formsets.values()]
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form.get_initial_for_field(field, name))
        data[name] = "on" if value is True else value
    data = {name: value for name, value in data.items() if value not in (None, False)}
    if "introduction" in form.fields:
        data["introduction"] = "null"
    return {**data, **formsets(*prefixes)}


def post_changes(actor, record, /, **changes):
    """Submits a record's form with changes, which may be of fields that the form does not have."""
    client = client_for(actor)
    form = client.get(edit_url(record)).context["form"]
    changes = {name: getattr(value, "pk", value) for name, value in changes.items()}
    response = client.post(edit_url(record), {**form_data(form), **changes})
    assert response.status_code == 302, response.context["form"].errors
    return type(record).objects.get(pk=record.pk)


def make_people_manager(site):
    user, group = make_user("", *EDITOR), Group.objects.create(name="People")
    user.groups.add(group)
    GroupSitePermission.objects.create(group=group, site=site, permission=get_permission("manage_people"))
    return user


WITHOUT_RIGHT = {
    "editor": lambda office: make_user("", *EDITOR),
    "manager of another site": lambda office: _with_permissions(make_manager(make_site("second.example"))),
    "people of another site": lambda office: make_people_manager(make_site("second.example")),
    "coordinator with an editor's permissions": lambda office: _with_permissions(make_coordinator(office)),
}
WITH_RIGHT = {
    "everywhere": lambda office: make_user("", *EDITOR, "manage_people"),
    "at the site": lambda office: make_people_manager(office.site),
    "manager": lambda office: _with_permissions(make_manager()),
    "manager of the site": lambda office: _with_permissions(make_manager(office.site)),
    "superuser": lambda office: make_user(is_superuser=True),
}


def _with_permissions(user):
    user.user_permissions.add(*map(get_permission, EDITOR))
    return user


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_editing_a_supervisor_does_not_include_account_and_address(records, role):
    supervisor, office = records
    user = WITHOUT_RIGHT[role](office)
    changed = post_changes(
        user, supervisor, name="New name", user=user, email="mine@example.org", site=make_site("second.example")
    )
    assert changed.name == "New name"
    assert (changed.user, changed.email, changed.site) == (supervisor.user, "aino@example.org", supervisor.site)


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_editing_an_office_does_not_include_coordinators_and_address(records, role):
    _, office = records
    user = WITHOUT_RIGHT[role](office)
    before = list(office.coordinators.all())
    changed = post_changes(
        user, office, city="Espoo", coordinators=user, email="mine@example.org", site=make_site("second.example")
    )
    assert changed.city == "Espoo"
    assert (list(changed.coordinators.all()), changed.email, changed.site) == (
        before,
        "office@example.org",
        office.site,
    )


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_editing_a_practice_does_not_include_its_recipients(records, role):
    _, office = records
    practice = office.practice
    user = WITHOUT_RIGHT[role](office)
    changed = post_changes(user, practice, name="New", email="mine@example.org", fallback_recipients="mine@example.org")
    assert (changed.name, changed.email, changed.fallback_recipients) == ("New", "practice@example.com", "")


@pytest.mark.parametrize("role", WITH_RIGHT)
def test_right_over_people_includes_accounts_coordinators_and_addresses(records, role):
    supervisor, office = records
    user = WITH_RIGHT[role](office)
    changed = post_changes(user, supervisor, user=user, email="new@example.org")
    assert (changed.user, changed.email) == (user, "new@example.org")
    changed = post_changes(user, office, coordinators=user, email="new@example.org")
    assert (list(changed.coordinators.all()), changed.email) == ([user], "new@example.org")
    changed = post_changes(user, office.practice, fallback_recipients="new@example.org")
    assert changed.recipients == ["new@example.org"]


def test_supervisor_may_change_the_own_address_only(records):
    supervisor, _ = records
    changed = post_changes(supervisor.user, supervisor, email="new@example.org", user=make_user())
    assert (changed.email, changed.user) == ("new@example.org", supervisor.user)


def test_coordinator_can_not_change_a_supervisors_address(records):
    supervisor, office = records
    changed = post_changes(make_coordinator(office), supervisor, email="mine@example.org", name="New name")
    assert (changed.name, changed.email) == ("New name", "aino@example.org")


@pytest.mark.parametrize("model", [Supervisor, Office])
def test_new_record_of_an_editor_has_no_account_and_address(records, model):
    user = make_user("", *EDITOR)
    client, url = client_for(user), reverse(model.snippet_viewset.get_url_name("add"))
    form = client.get(url).context["form"]
    assert {"user", "email", "coordinators"} & set(form.fields) == set()
    values = {"name": "New", "city": "New", "site": make_site().pk, "user": user.pk, "email": "mine@example.org"}
    assert client.post(url, {**form_data(form), **values, "coordinators": [user.pk]}).status_code == 302
    record = model.objects.get(name="New")
    assert record.email == ""
    assert getattr(record, "user", None) is None
    assert model is Supervisor or not record.coordinators.exists()


@pytest.mark.parametrize("model", [Supervisor, Office])
def test_record_created_in_a_chooser_by_an_editor_has_no_address(records, model):
    client = client_for(make_user("", *EDITOR))
    chooser = model.snippet_viewset.chooser_viewset
    values = {"name": "New", "city": "New", "email": "mine@example.org", "site": make_site().pk}
    response = client.post(reverse(chooser.get_url_name("create")), values)
    assert response.json()["step"] == "chosen"
    created = model.objects.filter(**({"name": "New"} if model is Supervisor else {"city": "New"}))
    assert [record.email for record in created] == [""]


def test_record_can_not_be_moved_to_a_practice_whose_people_the_user_does_not_manage(records):
    supervisor, office = records
    second = make_site("second.example")
    user = make_people_manager(office.site)
    assert post_changes(user, supervisor, site=second, email="new@example.org").site == office.site


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Can manage accounts, coordinators and addresses for messages"),
        ("fi", "Voi hallita käyttäjätilejä, koordinaattoreita ja viestien osoitteita"),
        ("sv", "Kan hantera användarkonton, samordnare och adresser för meddelanden"),
    ],
)
def test_group_can_be_granted_the_right_over_people(admin_client, admin_user, language, label):
    UserProfile.objects.create(user=admin_user, preferred_language=language)
    response = admin_client.get(reverse("wagtailusers_groups:add"))
    assert label in response.content.decode()
