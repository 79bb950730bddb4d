"""Accounts and the rights that go with the roles."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site
from wagtail.users.models import UserProfile

from example_site.content import SLUGS, practices
from example_site.logins import LOGINS, PASSWORD, Login
from wagtail_tyonohjaus.practice.models import Office, Supervisor

ADMIN = "wagtailadmin.access_admin"
WRITE = ("add", "change")
RECORDS = ("office", "service", "supervisor", "approach", "workfield")

# What a role may do with models; pages and pictures have permissions of their own.
MODEL_RIGHTS = {
    "Editors": [
        ADMIN,
        *(f"wagtail_tyonohjaus.{action}_{record}" for record in RECORDS for action in WRITE),
        "wagtail_tyonohjaus.change_practicesettings",
    ],
    "Coordinators": [ADMIN],
    "Supervisors": [ADMIN],
}
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
PICTURE_RIGHTS = ("add_image", "change_image", "choose_image")


def load_logins() -> None:
    for name, rights in MODEL_RIGHTS.items():
        group, made = Group.objects.get_or_create(name=f"Demo: {name}")
        if made:
            group.permissions.set(_permissions(rights))
    _let_edit(Group.objects.get(name="Demo: Editors"))
    for login in LOGINS:
        _load_login(login)


def _let_edit(group: Group) -> None:
    sites = Site.objects.filter(hostname__in=[f"{slug}.localhost" for slug in SLUGS]).select_related("root_page")
    fronts = [page for site in sites for page in site.root_page.get_translations(inclusive=True)]
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS):
        for front in fronts:
            GroupPagePermission.objects.get_or_create(group=group, page=front, permission=permission)
    names = [practice.name for practice in practices()]
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURE_RIGHTS):
        for collection in Collection.objects.filter(name__in=names):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(names: list[str]) -> list[Permission]:
    pairs = [name.split(".") for name in names]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in pairs]


def _load_login(login: Login) -> None:
    user, made = get_user_model().objects.get_or_create(username=login.username)
    if made:
        user.first_name, _, user.last_name = login.name.partition(" ")
        user.email = f"{login.username}@demo.example"
        user.is_superuser = user.is_staff = not login.group
        user.set_password(PASSWORD)
        user.save()
        UserProfile.get_for_user(user)
        if login.group:
            user.groups.set([Group.objects.get(name=f"Demo: {login.group}")])
    _tie(user, login)


def _tie(user: object, login: Login) -> None:
    """To the offices that the person coordinates and the supervisor that the person is."""
    hostname = f"{login.practice}.localhost"
    for office in Office.objects.filter(site__hostname=hostname, slug__in=login.offices).exclude(coordinators=user):
        office.coordinators = [*office.coordinators.all(), user]
        office.save()
    if login.supervisor:
        Supervisor.objects.filter(site__hostname=hostname, name=login.name, user=None).update(user=user)
