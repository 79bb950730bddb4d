"""Creates what the tutorial's reader enters in the admin; input for ``manage.py shell``."""

from datetime import time

from wagtail.models import Page, Site

from wagtail_tyonohjaus.models import PracticeSettings, Service, Supervisor, WeeklyHours
from wagtail_tyonohjaus.pages.models import (
    ContactPage,
    ServiceIndexPage,
    ServicePage,
    SupervisorIndexPage,
    SupervisorPage,
)

site = Site.objects.get(is_default_site=True)
practice = PracticeSettings.for_site(site)
practice.name, practice.phone, practice.email = "Harbour Supervision", "+358401234567", "practice@example.com"
practice.save()
service = Service.objects.create(site=site, name="Work supervision", formats=["individual", "group"], lengths="60, 90")
supervisor = Supervisor(site=site, name="Aino Laine", email="aino@example.com")
supervisor.services = [service]
supervisor.weekly_hours = [WeeklyHours(weekday=day, start=time(9), end=time(16)) for day in range(5)]
supervisor.save()

home = Page.objects.get(pk=site.root_page_id)
services = home.add_child(instance=ServiceIndexPage(title="Services", slug="services"))
services.add_child(instance=ServicePage(title="Work supervision", slug="work-supervision", service=service))
people = home.add_child(instance=SupervisorIndexPage(title="Supervisors", slug="supervisors"))
people.add_child(instance=SupervisorPage(title="Aino Laine", slug="aino-laine", supervisor=supervisor))
home.add_child(instance=ContactPage(title="Contact", slug="contact"))
