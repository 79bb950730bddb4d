"""What the load generator needs from the site's database: ``python -m benchmarks.mixed_load.site_data COMMAND``.

Runs in processes of their own, which write JSON to standard output, so that the load generator needs no Django.
"""

import json
import sys
from typing import Any

from .visitors import DOMAIN


def targets() -> dict[str, Any]:
    """Paths by kind, each with its host name: ``{"feeds": [[host, path], ...], ...}``."""
    from wagtail.models import Page, Site

    from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor

    feeds, times, pages, pickers, forms = [], [], [], [], []
    for site in Site.objects.filter(hostname__endswith=".localhost"):
        host = site.hostname
        supervisors = Supervisor.objects.filter(site=site, active=True)
        for uuid in supervisors.values_list("uuid", flat=True):
            feeds += [(host, f"/calendar/{uuid}/{language}free.ics") for language in ("", "sv/")]
            feeds.append((host, f"/calendar/{uuid}/availability.ics"))
            times.append((host, f"/calendar/{uuid}/free.json"))
        slugs = {"practice": [PracticeSettings.for_site(site).slug]}
        slugs["office"] = list(Office.objects.filter(site=site).values_list("slug", flat=True))
        slugs["service"] = list(Service.objects.filter(site=site).values_list("slug", flat=True))
        feeds += [(host, f"/calendar/{kind}/{slug}/free.ics") for kind, names in slugs.items() for slug in names]
        roots = site.root_page.get_translations(inclusive=True)
        for page in Page.objects.descendant_of(site.root_page.get_root(), inclusive=True).live().specific():
            if not any(page.is_descendant_of(root) or page.pk == root.pk for root in roots):
                continue
            kind, path = type(page).__name__, page.get_url_parts()[2]
            pages.append((host, path))
            if kind in ("SupervisorPage", "ServicePage"):
                pickers.append((host, path))
            if kind == "ContactPage":
                forms.append((host, path))
    return {"feeds": feeds, "free_json": times, "pages": pages, "choosing_pages": pickers, "forms": forms}


def stored() -> dict[str, Any]:
    """The requests of the load generator's visitors, and all messages."""
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    requests = ContactRequest.objects.filter(email__endswith=f"@{DOMAIN}")
    return {
        "requests": [
            (request.email, request.reference, request.receipt_url, request.held_for_review) for request in requests
        ],
        "messages": [
            (message.message_id, message.about, message.audience, message.state, message.created_at.timestamp())
            for message in Delivery.objects.iterator()
        ],
    }


COMMANDS = {"targets": targets, "stored": stored}


def main(name: str) -> None:
    import django

    django.setup()
    print(json.dumps(COMMANDS[name](), default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
