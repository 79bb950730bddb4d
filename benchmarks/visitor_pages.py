"""What visitors' pages cost, beside those of a plain Wagtail project, and as the practice grows.

- Queries of each page with a warm cache, with 1, 30 and 500 supervisors.
- Warm CPU time until the response, beside the page of ``wagtail.contrib.forms``; the list of 500 supervisors beside a
  plain index with as many cards; a stored submission beside one of ``wagtail.contrib.forms`` with its e-mail sent.
- Growth: time and bytes of each page with 500 supervisors, beside 50.

All requests go through Django's test client and the whole stack of middleware. They take turns in one run, so that
other load on the machine disturbs all of them alike; the figures are the shortest CPU time of all rounds. The noise is
the ratio of two measurements of one and the same page.

On SQLite in memory, about three minutes: ``python -m benchmarks.visitor_pages [--rounds 25] [--supervisors 500]``
"""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from django.conf import settings

settings.INSTALLED_APPS = ["benchmarks.plain_pages", *settings.INSTALLED_APPS]
settings.WAGTAIL_TYONOHJAUS = {"SUBMISSIONS_PER_HOUR": 10**9, "SEND_FROM_PROCESS": False, "FORM_MIN_SECONDS": 0}

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases  # noqa: E402
from wagtail.models import Page  # noqa: E402

from benchmarks.contact_setup import answers  # noqa: E402
from benchmarks.plain_pages.models import FormField, FormPage, PeoplePage, PersonPage  # noqa: E402
from tests import initial_data  # noqa: E402, F401
from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours  # noqa: E402
from tests.pages.factories import make_home, make_page  # noqa: E402
from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor  # noqa: E402

OFFICES = 20
SIZES = (1, 30, 50)
FORM = "wagtail.contrib.forms"
Request = Callable[[], Any]


def create_site() -> dict[str, str]:
    """The URL of each page, of a practice with twenty offices and four services, without supervisors."""
    home = make_home()
    for number in range(OFFICES):
        make_office(city=f"City {number:02}", phone="+358401234567", address="Street 1\n00100 City")
    services = [make_service(name=name, lengths="60, 90") for name in ("Individual", "Pair", "Group", "Team")]
    urls = {"front page": home.url}
    people = make_page("SupervisorIndexPage", home, slug="people", title="Supervisors")
    urls["list of supervisors"] = people.url
    index = make_page("ServiceIndexPage", home, slug="services", title="Services")
    urls["list of services"] = index.url
    for number, service in enumerate(services):
        page = make_page("ServicePage", index, slug=f"service-{number}", title=service.name, service=service)
    urls["service page"] = page.url
    urls["contact page"] = make_page("ContactPage", home, slug="contact", title="Contact").url
    urls["page of text"] = make_page("StandardPage", home, slug="about", title="About us").url
    return urls


def add_supervisors(first: int, last: int) -> None:
    """Supervisors with numbers from ``first`` to below ``last``, with hours and pages."""
    offices = list(Office.objects.order_by("pk"))
    services = list(Service.objects.order_by("pk"))
    people = Page.objects.get(slug="people")
    for number in range(first, last):
        office = offices[number % OFFICES]
        supervisor = make_supervisor(
            [office], services, name=f"Supervisor {number:03}", role="work supervisor", languages=["fi", "sv"]
        )
        for weekday in range(5):
            make_weekly_hours(supervisor, weekday=weekday, office=office)
        values = {"title": supervisor.name, "introduction": "I listen.", "supervisor": supervisor}
        make_page("SupervisorPage", people, slug=f"supervisor-{number}", **values)


def create_plain_pages(cards: int) -> dict[str, str]:
    home = Page.objects.get(depth=2, slug="harbour")
    form = home.add_child(
        instance=FormPage(title="Form", slug="form", to_address="practice@example.com", from_address="a@example.com")
    )
    fields = [("Name", "singleline"), ("Phone", "singleline"), ("E-mail", "email"), ("Message", "multiline")]
    form.form_fields = [
        FormField(label=label, field_type=kind, required=False, sort_order=number)
        for number, (label, kind) in enumerate(fields)
    ]
    form.form_fields.add(FormField(label="I agree", field_type="checkbox", required=True, sort_order=9))
    form.save()
    people = home.add_child(instance=PeoplePage(title="People", slug="plain-people"))
    for number in range(cards):
        values = {"role": "work supervisor", "introduction": "I listen."}
        people.add_child(instance=PersonPage(title=f"Person {number:03}", slug=f"person-{number}", **values))
    return {FORM: form.url, "plain index": people.url}


def cpu_seconds(request: Request) -> float:
    start = time.process_time()
    response = request()
    duration = time.process_time() - start
    assert response.status_code in (200, 302, 303), response.status_code
    return duration


def shortest(requests: Mapping[str, Request], rounds: int) -> dict[str, float]:
    """The shortest CPU time of each request in milliseconds; all take turns."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, request in requests.items():
            duration = cpu_seconds(request) * 1000
            times[name] = min(duration, times.get(name, duration))
    return times


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def cold_request(client: Client, url: str) -> Any:
    cache.clear()
    return client.get(url)


def submissions(rounds: int) -> dict[str, Request]:
    """A submission of each form, another visitor's at each call."""
    client, numbers = Client(), iter(range(10**6))
    # The token is made when the page is rendered, so it is no part of the submission.
    filled = [answers(next(numbers)) for _ in range(rounds)]

    def ours() -> Any:
        return client.post("/contact/send/", filled.pop(), headers={"sec-fetch-site": "same-origin"})

    def plain() -> Any:
        number = next(numbers)
        data = {"name": f"Visitor {number}", "phone": "040 1234567", "message": "Hello", "i_agree": "on"}
        return client.post("/form/", data)

    return {"stored submission": ours, f"{FORM}, stored and sent": plain}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--supervisors", type=int, default=500)
    options = parser.parse_args()
    settings.DEBUG = False
    # Pages are stored for hosts that the project names.
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIGRATION_MODULES = dict.fromkeys([app.label for app in apps.get_app_configs()])
    setup_databases(verbosity=0, interactive=False)
    client, urls = Client(), create_site()
    urls["supervisor's page"] = "/people/supervisor-0/"
    queries: dict[str, list[int]] = {name: [] for name in urls}
    before: dict[str, float] = {}
    before_bytes: dict[str, int] = {}
    done = 0
    for size in (*SIZES, options.supervisors):
        add_supervisors(done, size)
        done = size
        for name, url in urls.items():
            if size != 50:
                queries[name].append(count_queries(client, url))
        if size == 50:
            before = shortest({name: partial(client.get, url) for name, url in urls.items()}, options.rounds)
            before_bytes = {name: len(client.get(url).content) for name, url in urls.items()}
    plain = create_plain_pages(options.supervisors)
    requests: dict[str, Request] = {name: partial(client.get, url) for name, url in (urls | plain).items()}
    requests["again"] = requests[FORM]
    warm = shortest(requests | submissions(options.rounds), options.rounds)
    cold = shortest(
        {name: partial(cold_request, client, url) for name, url in urls.items()}, max(3, options.rounds // 5)
    )
    print(f"{'':22}{'queries':>14}{'ms':>7}{'forms':>7}{'cold':>7}{'time':>7}{'bytes':>7}")
    for name, url in urls.items():
        size = len(client.get(url).content)
        counts = " ".join(f"{count:>4}" for count in queries[name])
        print(
            f"{name:22}{counts:>14}{warm[name]:7.1f}{warm[name] / warm[FORM]:7.1f}{cold[name] / warm[FORM]:7.1f}"
            f"{warm[name] / before[name]:7.2f}{size / before_bytes[name]:7.2f}"
        )
    print(f"{FORM}: {warm[FORM]:.1f} ms; noise {max(warm['again'], warm[FORM]) / min(warm['again'], warm[FORM]):.2f}")
    print(f"list of supervisors beside a plain index: {warm['list of supervisors'] / warm['plain index']:.2f}")
    sent = warm[f"{FORM}, stored and sent"]
    print(f"stored submission beside {FORM} with its e-mail: {warm['stored submission'] / sent:.2f} ({sent:.1f} ms)")
    assert Supervisor.objects.count() == options.supervisors


if __name__ == "__main__":
    main()
