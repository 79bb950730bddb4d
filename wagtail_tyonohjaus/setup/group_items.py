"""Makes a group of users for each role, with the rights that the role needs on this practice and no others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Site,
)

from .front_page import home_key
from .record_items import SUPERVISOR
from .workspace import Item, Workspace

ADMIN = "wagtailadmin.access_admin"
APP = "wagtail_tyonohjaus"
COLLECTION = "collection"


@dataclass(frozen=True)
class Rights:
    """Permissions of a group: for everything, for this practice only, for its pages, and for its pictures.

    Offices, services and the vocabulary have no permissions for single practices.
    """

    everywhere: tuple[str, ...] = (ADMIN,)
    site: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()


def _names(actions: str, models: str) -> tuple[str, ...]:
    return tuple(f"{APP}.{action}_{model}" for model in models.split() for action in actions.split())


RIGHTS = {
    "editors": Rights(
        everywhere=(ADMIN, *_names("add change", "office service approach workfield")),
        site=_names("add change", "supervisor") + _names("change", "practicesettings"),
        pages=("wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"),
        collection=("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image"),
    ),
    # Their offices and their own records give these two the rest.
    "coordinators": Rights(),
    "supervisors": Rights(),
    "managers": Rights(
        everywhere=(ADMIN, *_names("add change", "office")),
        site=(
            *_names("change delete", "contactrequest supervisor"),
            *_names("add", "supervisor"),
            *_names("change", "session practicesettings"),
        ),
    ),
}


def group_items(work: Workspace) -> list[Item]:
    """The collection of the practice's pictures, and a group for each role. Names are in the plan's first language."""
    with override(work.plan.language):
        names = {
            "editors": _("Editors"),
            "coordinators": _("Coordinators"),
            "supervisors": _("Supervisors"),
            "managers": _("Managers"),
        }
    collection = Item(
        COLLECTION,
        Collection._meta.verbose_name,
        work.plan.name,
        partial(_find_collection, work),
        partial(_create_collection, work),
    )
    return [collection, *(_group_item(work, role, label) for role, label in names.items())]


def _group_item(work: Workspace, role: str, label: str) -> Item:
    key, name = f"group:{role}", f"{work.plan.name}: {label}"[:150]

    def find() -> Group | None:
        return work.made_before(key) or Group.objects.filter(name=name).first()

    def create() -> Group:
        group = Group.objects.create(name=name)
        _grant(work, group, RIGHTS[role])
        group.user_set.add(*_members(work, role))
        return group

    return Item(key, Group._meta.verbose_name, name, find, create)


def _grant(work: Workspace, group: Group, rights: Rights) -> None:
    group.permissions.set(permissions(rights.everywhere))
    for permission in permissions(rights.site):
        GroupSitePermission.objects.create(group=group, site=work.site, permission=permission)
    for permission in permissions(rights.pages):
        for page in _front_pages(work):
            GroupPagePermission.objects.create(group=group, page_id=page.pk, permission=permission)
    for permission in permissions(rights.collection):
        collection = work.objects[COLLECTION]
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)


def permissions(names: tuple[str, ...]) -> list[Permission]:
    """The permissions with these names (``app_label.codename``), also those of other apps' names for base pages."""
    if not names:
        return []
    condition = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        condition |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(condition).order_by("pk"))


def _front_pages(work: Workspace) -> Iterator[Any]:
    pages = (work.objects.get(home_key(language)) for language in work.page_languages)
    yield from (page for page in pages if page is not None)


def _members(work: Workspace, role: str) -> list[Any]:
    """Those who need the group to get into the admin at all."""
    if role == "coordinators":
        pks = {pk for office in work.plan.offices for pk in office.coordinators}
    else:
        supervisor = work.objects.get(SUPERVISOR) if role == "supervisors" else None
        pks = {supervisor.user_id} if supervisor is not None and supervisor.user_id else set()
    return list(get_user_model()._default_manager.filter(pk__in=pks, is_superuser=False))


def _find_collection(work: Workspace) -> Collection | None:
    """With one practice, its pictures are in the collection that every site has."""
    if Site.objects.count() == 1:
        return Collection.get_first_root_node()
    named = Collection.objects.filter(depth=2, name=work.plan.name).order_by("pk").first()
    return work.made_before(COLLECTION) or named


def _create_collection(work: Workspace) -> Collection:
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    if Site.objects.count() == 1:
        return root
    return root.add_child(name=work.plan.name)
