"""Recreates the rows of Wagtail's data migrations.

They are missing with ``--nomigrations``, and after tests that flush the tables. Both send ``post_migrate``.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_migrate
from wagtail.models import Collection, GroupPagePermission, Locale, Site

from wagtail_tyonohjaus.practice.page_model import page_model

GROUP_PERMISSIONS = {"Editors": ("add", "change"), "Moderators": ("add", "change", "publish")}


def create_initial_data(sender: AppConfig, using: str, plan: Any = None, **kwargs: Any) -> None:
    # All content types and permissions exist once the receivers of the last app have run.
    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    if sender.label == last.label and not page_model().objects.using(using).exists():
        with transaction.atomic(using):
            _create()


def _create() -> None:
    Locale.objects.get_or_create(language_code="en")
    Site.clear_site_root_paths_cache()
    Page = page_model()
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.get_or_create(hostname="localhost", port=80, defaults={"root_page": home, "is_default_site": True})
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    for name, actions in GROUP_PERMISSIONS.items():
        group = Group.objects.get_or_create(name=name)[0]
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
        for action in actions:
            permission = Permission.objects.get(
                content_type__app_label=Page._meta.app_label, codename=f"{action}_{Page._meta.model_name}"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


post_migrate.connect(create_initial_data, dispatch_uid="tests.initial_data")
