"""Which lines of the checklist a user can do; for the others, who can."""

from dataclasses import replace

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, Site
from wagtail.permissions import policy_registry

from ..practice.models import PracticeSettings
from ..practice.page_model import page_model
from ..practice.users import AnyUser
from .tasks import Access, Task

_ACTIONS = ("view", "add", "change", "delete")


def for_user(tasks: list[Task], user: AnyUser) -> list[Task]:
    """The tasks without the links that would refuse the user; these say who can do them instead."""
    return [_for_user(task, user) for task in tasks]


def to_settings(practice: PracticeSettings) -> Access:
    """The settings of the practice."""
    policy = policy_registry.get_by_type(PracticeSettings)
    return lambda user: policy.user_has_permission_for_instance(user, "change", practice.site)


def to_site() -> Access:
    """The form of a site."""
    return lambda user: policy_registry.get_by_type(Site).user_has_permission(user, "change")


def to_records(model: type[Model]) -> Access:
    """The list of the records."""
    return lambda user: policy_registry.get_by_type(model).user_has_any_permission(user, _ACTIONS)


def to_page(page: AbstractPage) -> Access:
    """The editor of a page, and the list of the pages below it."""
    return lambda user: page.permissions_for_user(user).can_edit()


def to_page_of(pk: int) -> Access:
    """The editor of the page with the primary key. No query for users with all rights."""
    return lambda user: user.is_superuser or to_page(page_model().objects.get(pk=pk))(user)


def _for_user(task: Task, user: AnyUser) -> Task:
    if task.is_done or not task.url or task.may_open(user):
        return task
    by_editors = _("An editor or an administrator can do this.")
    return replace(task, url="", responsible=by_editors if task.is_for_editors else _("An administrator can do this."))
