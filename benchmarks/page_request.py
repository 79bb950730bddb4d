"""Pages a second, beside an empty Django view and a plain page of Wagtail's, in one process.

Each row is a page of ours, requested

- cold: with an empty cache, so that free time is computed;
- warm: with what the last request has left in the cache;
- 304: warm, with the ETag of the client's copy;
- shared: from a shared cache in front of the site, for which Django's cache middleware stands.

All requests go through Django's test client and the whole stack of middleware, and take turns in one run, so that
other load on the machine disturbs all of them alike. The figures are the shortest CPU time of all rounds, and how many
requests for the empty view take as long.

On SQLite in memory, about a minute: ``python -m benchmarks.page_request``
"""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_databases  # noqa: E402
from django.urls import path  # noqa: E402
from wagtail.models import Page  # noqa: E402

from tests import initial_data  # noqa: E402, F401
from tests import urls as site_urls  # noqa: E402
from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours  # noqa: E402
from tests.pages.factories import make_home, make_page  # noqa: E402

ROUNDS = 25
SUPERVISORS = 30
SHARED_MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *settings.MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
Request = Callable[[], Any]


def empty_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("empty")


class URLs:
    """The site's URLs and the empty view."""

    urlpatterns = [path("empty/", empty_view), *site_urls.urlpatterns]


def create_pages() -> dict[str, str]:
    """The URL of each page, of a practice with 30 supervisors and three services."""
    home = make_home()
    offices = [make_office(city=city, phone="+358401234567") for city in ("Helsinki", "Turku", "Oulu")]
    services = [make_service(name=name, lengths="60, 90") for name in ("Individual", "Team", "Crisis")]
    people = make_page("SupervisorIndexPage", home, slug="people")
    for number in range(SUPERVISORS):
        supervisor = make_supervisor([offices[number % 3]], services[:2], name=f"Supervisor {number}")
        for weekday in range(5):
            make_weekly_hours(supervisor, weekday=weekday, office=offices[number % 3])
        page = make_page("SupervisorPage", people, slug=f"supervisor-{number}", supervisor=supervisor)
    service_page = make_page("ServicePage", home, slug="individual", service=services[0])
    return {
        "front page": home.url,
        "contact page": make_page("ContactPage", home, slug="contact").url,
        "supervisor's page": page.url,
        "service page": service_page.url,
        "list of supervisors": people.url,
    }


def create_plain_page() -> str:
    """A page of Wagtail's base class, with a template of one line."""
    template = engines["django"].from_string("<!doctype html><title>{{ page.title }}</title><h1>{{ page.title }}</h1>")
    get_template = Page.get_template

    def get_plain_template(page: Page, *args: Any, **kwargs: Any) -> Any:
        return template if type(page) is Page else get_template(page, *args, **kwargs)

    Page.get_template = get_plain_template
    home = Page.objects.get(depth=2, slug="harbour")
    return home.add_child(instance=Page(title="Plain", slug="plain")).url


def requests_for(url: str) -> dict[str, Request]:
    client = Client()
    tag = client.get(url)["ETag"]
    return {
        "cold": partial(cold_request, client, url),
        "warm": partial(client.get, url),
        "304": partial(client.get, url, headers={"if-none-match": tag}),
    }


def cold_request(client: Client, url: str) -> Any:
    cache.clear()
    return client.get(url)


def cpu_seconds(request: Request, status: int) -> float:
    start = time.process_time()
    response = request()
    duration = time.process_time() - start
    assert response.status_code == status, response.status_code
    return duration


def shortest(requests: dict[tuple[str, str], Request]) -> dict[tuple[str, str], float]:
    """The shortest CPU time of each request; all take turns."""
    times: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        for key, request in requests.items():
            duration = cpu_seconds(request, 304 if key[1] == "304" else 200)
            times[key] = min(duration, times.get(key, duration))
    return times


def measure(urls: dict[str, str], plain_url: str) -> dict[tuple[str, str], float]:
    client = Client()
    requests: dict[tuple[str, str], Request] = {
        ("empty view", "warm"): partial(client.get, "/empty/"),
        ("plain page of Wagtail's", "warm"): partial(client.get, plain_url),
    }
    for name, url in urls.items():
        # The warm request follows the cold one, which fills the cache.
        requests |= {(name, kind): request for kind, request in requests_for(url).items()}
    return shortest(requests)


def measure_shared(urls: dict[str, str]) -> dict[tuple[str, str], float]:
    with override_settings(MIDDLEWARE=SHARED_MIDDLEWARE):
        client = Client()
        return shortest({(name, "shared"): partial(client.get, url) for name, url in urls.items()})


def main() -> None:
    settings.DEBUG = False
    # Tables as the models have them now, with Wagtail's first page and site by the receiver in initial_data.
    settings.MIGRATION_MODULES = dict.fromkeys([app.label for app in apps.get_app_configs()])
    settings.ROOT_URLCONF = URLs
    setup_databases(verbosity=0, interactive=False)
    urls = create_pages()
    times = measure(urls, create_plain_page()) | measure_shared(urls)
    baseline = times["empty view", "warm"]
    print(f"{'':26}{'':8}{'ms':>8}{'pages/s':>10}{'empty views':>13}")
    for (name, kind), seconds in sorted(times.items(), key=lambda item: item[0][0]):
        print(f"{name:26}{kind:8}{seconds * 1000:8.1f}{1 / seconds:10.0f}{seconds / baseline:13.1f}")


if __name__ == "__main__":
    main()
