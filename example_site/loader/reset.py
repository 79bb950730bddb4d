"""Deletes the demo content and nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Collection, Site

from example_site.accounts import ACCOUNTS
from example_site.content import practices
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor, WorkField


@transaction.atomic
def reset() -> None:
    """Delete in an order that no protected foreign key prevents."""
    for practice in practices():
        site = Site.objects.filter(hostname=practice.hostname).first()
        if site:
            _delete_site(site)
        _delete_pictures(practice.name)
    for term in (Approach, WorkField):
        term.objects.filter(supervisors=None).delete()
    get_user_model().objects.filter(username__in=[login.username for login in ACCOUNTS]).delete()
    Group.objects.filter(name__startswith="Demo: ").delete()


def _delete_site(site: Site) -> None:
    front_pages = list(site.root_page.get_translations(inclusive=True))
    Session.objects.filter(supervisor__site=site).delete()
    Delivery.objects.filter(site=site).delete()
    ContactRequest.objects.filter(site=site).delete()
    for model in (RoutingRule, ReplyTemplate, Rota):
        model.objects.filter(site=site).delete()
    for front_page in front_pages:
        front_page.get_descendants(inclusive=False).delete()
    for model in (Supervisor, Service, Office):
        for record in model.objects.filter(site=site):
            record.delete()
    site.delete()
    for front_page in front_pages:
        front_page.delete()


def _delete_pictures(name: str) -> None:
    collection = Collection.objects.filter(name=name).first()
    if collection:
        for picture in get_image_model().objects.filter(collection=collection):
            picture.delete()
        collection.delete()
