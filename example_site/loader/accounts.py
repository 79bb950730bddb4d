"""Loads the demo accounts and their permissions."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Site
from wagtail.users.models import UserProfile

from example_site.accounts import ACCOUNTS, PASSWORD, DemoAccount
from example_site.content import SLUGS, practices
from wagtail_tyonohjaus.practice.models import Office, Supervisor
from wagtail_tyonohjaus.setup.group_items import RIGHTS

ADMIN = "wagtailadmin.access_admin"
WRITE = ("add", "change")
RECORDS = ("office", "service", "supervisor", "approach", "workfield")

# The same as in a practice that the start has set up, see docs/roles.md.
MANAGER_RIGHTS = RIGHTS["managers"]
# Model permissions by role. Pages and images have permissions per page tree and collection.
MODEL_PERMISSIONS = {
    "Editors": [
        ADMIN,
        *(f"wagtail_tyonohjaus.{action}_{record}" for record in RECORDS for action in WRITE),
        "wagtail_tyonohjaus.change_practicesettings",
    ],
    "Managers": [*MANAGER_RIGHTS.everywhere],
    "Coordinators": [ADMIN],
    "Supervisors": [ADMIN],
}
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
IMAGE_PERMISSIONS = ("add_image", "change_image", "choose_image")


def load_accounts() -> None:
    for name, codenames in MODEL_PERMISSIONS.items():
        group, created = Group.objects.get_or_create(name=f"Demo: {name}")
        if created:
            group.permissions.set(_permissions(codenames))
    _grant_page_permissions(Group.objects.get(name="Demo: Editors"))
    for account in ACCOUNTS:
        _load_account(account)
        if account.group == "Managers":
            _grant_practice(account)


def _grant_practice(account: DemoAccount) -> None:
    group, site = Group.objects.get(name="Demo: Managers"), Site.objects.get(hostname=f"{account.practice}.localhost")
    for permission in _permissions([*MANAGER_RIGHTS.site]):
        GroupSitePermission.objects.get_or_create(group=group, site=site, permission=permission)


def _grant_page_permissions(group: Group) -> None:
    sites = Site.objects.filter(hostname__in=[f"{slug}.localhost" for slug in SLUGS]).select_related("root_page")
    front_pages = [page for site in sites for page in site.root_page.get_translations(inclusive=True)]
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        for front_page in front_pages:
            GroupPagePermission.objects.get_or_create(group=group, page=front_page, permission=permission)
    names = [practice.name for practice in practices()]
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailimages", codename__in=IMAGE_PERMISSIONS
    ):
        for collection in Collection.objects.filter(name__in=names):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(names: list[str]) -> list[Permission]:
    pairs = [name.split(".") for name in names]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in pairs]


def _load_account(account: DemoAccount) -> None:
    user, created = get_user_model().objects.get_or_create(username=account.username)
    if created:
        user.first_name, _, user.last_name = account.name.partition(" ")
        user.email = f"{account.username}@demo.example"
        user.is_superuser = user.is_staff = not account.group
        user.set_password(PASSWORD)
        user.save()
        UserProfile.get_for_user(user)
        if account.group:
            user.groups.set([Group.objects.get(name=f"Demo: {account.group}")])
    _link_records(user, account)


def _link_records(user: object, account: DemoAccount) -> None:
    """Make the user a coordinator of offices or link them to their supervisor record."""
    hostname = f"{account.practice}.localhost"
    for office in Office.objects.filter(site__hostname=hostname, slug__in=account.offices).exclude(coordinators=user):
        office.coordinators = [*office.coordinators.all(), user]
        office.save()
    if account.supervisor:
        Supervisor.objects.filter(site__hostname=hostname, name=account.name, user=None).update(user=user)
