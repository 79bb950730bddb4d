"""Creates a practice with one service and one supervisor, and pages that present them."""

from __future__ import annotations

from datetime import time
from importlib import import_module
from typing import Any

from django.conf import settings
from wagtail.models import Site

from wagtail_tyonohjaus.models import PracticeSettings, Service, ServiceTranslation, Supervisor, WeeklyHours

PRICE = ("text", {"heading": "Prices", "text": "<p>A price for each team.</p>"})


def create_records() -> Supervisor:
    Site.objects.update(hostname="testserver")
    site = Site.objects.get(is_default_site=True)
    practice = PracticeSettings.for_site(site)
    practice.name, practice.phone, practice.email = "Harbour Supervision", "+358401234567", "practice@example.com"
    practice.save()
    service = Service(site=site, name="Work supervision", formats=["individual", "group"], lengths="60, 90")
    service.summary = "For teams that want to think."
    service.translations = [ServiceTranslation(language="fi", name="Työnohjaus")]
    service.save()
    supervisor = Supervisor(site=site, name="Aino Laine", email="aino@example.com", role="Supervisor, MSc")
    supervisor.services = [service]
    supervisor.weekly_hours = [WeeklyHours(weekday=day, start=time(9), end=time(16)) for day in range(5)]
    supervisor.save()
    return supervisor


def create_pages(supervisor: Supervisor) -> dict[str, Any]:
    """The pages by path, created by the function that the variant names."""
    create = globals()[settings.CONTENT]
    return {page.get_url(): page for page in create(import_module(settings.PAGE_MODELS), supervisor)}


def practice_pages(models: Any, supervisor: Supervisor) -> list[Any]:
    """A page of each kind that the smoke test needs, of the package's page types or of the site's own."""
    root = Site.objects.get(is_default_site=True).root_page
    home = root.add_child(instance=models.PracticeHomePage(title="Harbour", slug="harbour", headline="Time to think"))
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    home = home.specific_class.objects.get(pk=home.pk)
    services = home.add_child(instance=models.ServiceIndexPage(title="Services", slug="services"))
    people = home.add_child(instance=models.SupervisorIndexPage(title="Supervisors", slug="supervisors"))
    notices = home.add_child(instance=models.CrisisNoticeIndexPage(title="Notices", slug="notices"))
    service = models.ServicePage(title="Supervision", slug="supervision", service=supervisor.services.first())
    service.audience = "<p>For a team that wants to think.</p>"
    return [
        home,
        services,
        people,
        services.add_child(instance=service),
        people.add_child(instance=models.SupervisorPage(title="Aino", slug="aino", supervisor=supervisor)),
        home.add_child(instance=models.StandardPage(title="Prices", slug="prices", body=[PRICE, *sections()])),
        notices,
        notices.add_child(instance=models.CrisisNoticePage(title="Fire", slug="fire", situation="<p>A fire.</p>")),
        home.add_child(instance=models.ContactPage(title="Contact", slug="contact")),
    ]


def sections() -> list[tuple[str, dict[str, Any]]]:
    """Blocks that show records; their names are the same in ``PageBodyBlock`` and in the variants' own bodies."""
    return [("services", {}), ("supervisors", {}), ("free_times", {}), ("calendar_subscription", {})]


def section_page(models: Any, supervisor: Supervisor) -> list[Any]:
    """One page of blocks in the site's own body."""
    root = Site.objects.get(is_default_site=True).root_page
    body = [("text", "<p>Harbour</p>"), *sections(), ("contact_form", {})]
    return [root.add_child(instance=models.SectionPage(title="Contact", slug="contact", body=body))]


def plain_page(models: Any, supervisor: Supervisor) -> list[Any]:
    """One page without blocks."""
    root = Site.objects.get(is_default_site=True).root_page
    return [root.add_child(instance=models.PlainPage(title="Contact", slug="contact"))]
