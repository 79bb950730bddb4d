"""Takes away what the demo made, and nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Collection, Site

from example_site.content import practices
from example_site.logins import LOGINS
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor, WorkField


@transaction.atomic
def reset() -> None:
    """In the order in which nothing is still needed by what stays."""
    for practice in practices():
        site = Site.objects.filter(hostname=practice.hostname).first()
        if site:
            _empty(site)
        _drop_pictures(practice.name)
    for term in (Approach, WorkField):
        term.objects.filter(supervisors=None).delete()
    get_user_model().objects.filter(username__in=[login.username for login in LOGINS]).delete()
    Group.objects.filter(name__startswith="Demo: ").delete()


def _empty(site: Site) -> None:
    fronts = list(site.root_page.get_translations(inclusive=True))
    Session.objects.filter(supervisor__site=site).delete()
    Delivery.objects.filter(site=site).delete()
    ContactRequest.objects.filter(site=site).delete()
    RoutingRule.objects.filter(site=site).delete()
    for front in fronts:
        front.get_descendants(inclusive=False).delete()
    for model in (Supervisor, Service, Office):
        for record in model.objects.filter(site=site):
            record.delete()
    site.delete()
    for front in fronts:
        front.delete()


def _drop_pictures(name: str) -> None:
    collection = Collection.objects.filter(name=name).first()
    if collection:
        for picture in get_image_model().objects.filter(collection=collection):
            picture.delete()
        collection.delete()
