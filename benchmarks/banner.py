"""The CPU time and the queries of the banner of crisis notices on a warm cache.

Renders the tag 1,000 times, each time for a request of its own whose site and practice are loaded and whose head links
the style sheets, as on every page. The practice has three notices, a rota and opening hours.

On SQLite in memory, some seconds: ``python -m benchmarks.banner``
"""

import os
import statistics
import time
from datetime import time as clock
from datetime import timedelta
from typing import Any

os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import initial_data  # noqa: E402, F401
from tests.factories import make_supervisor  # noqa: E402
from tests.pages.factories import make_home, make_page  # noqa: E402
from wagtail_tyonohjaus.blocks.stylesheets import head_stylesheets  # noqa: E402
from wagtail_tyonohjaus.contact.rule_models import RoutingRule  # noqa: E402
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota  # noqa: E402
from wagtail_tyonohjaus.practice.models import PracticeSettings  # noqa: E402
from wagtail_tyonohjaus.practice.site import current_practice  # noqa: E402

ROUNDS = 1000
LIMITS = {"queries": 0, "milliseconds": 0.3}


def make_site() -> Any:
    """A site with three valid notices and a person on duty; its front page."""
    home = make_home()
    practice = PracticeSettings.for_site(home.get_site())
    hours = practice.opening_hours.model
    practice.opening_hours = [hours(weekday=day, opens=clock(8), closes=clock(16)) for day in range(5)]
    practice.save()
    rota, now = Rota.objects.create(site=practice.site, name="Crisis"), timezone.now()
    person = make_supervisor(phone="+358401111111")
    DutyTurn.objects.create(rota=rota, supervisor=person, start=now, end=now + timedelta(days=1))
    RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    for number in range(3):
        make_page("CrisisNoticePage", index, slug=f"notice-{number}", banner_text="We come within two days.")
    return home


def render(template: Template, home: Any) -> tuple[float, int]:
    """CPU milliseconds and queries of one rendering."""
    context = {"request": RequestFactory().get("/"), "page": home}
    current_practice(context)
    head_stylesheets(context["request"])
    with CaptureQueriesContext(connection) as captured:
        start = time.process_time()
        html = template.render(Context(context))
        seconds = time.process_time() - start
    if "tyo-crisis-banner" not in html:
        raise SystemExit("The banner is missing.")
    return seconds * 1000, len(captured)


def main() -> None:
    setup_databases(verbosity=0, interactive=False)
    home = make_site()
    template = Template("{% load tyonohjaus_notices %}{% tyo_crisis_banner %}")
    with override_settings(WAGTAIL_TYONOHJAUS={**settings.WAGTAIL_TYONOHJAUS, "PAGE_STORED_SECONDS": 3600}):
        cold = render(template, home)
        warm = [render(template, home) for _ in range(ROUNDS)]
    times, queries = [each[0] for each in warm], sum(each[1] for each in warm)
    print(f"cold: {cold[0]:.1f} ms CPU, {cold[1]} queries")
    print(f"{ROUNDS} warm: {statistics.mean(times):.3f} ms CPU on average, {queries} queries; limits: {LIMITS}")


if __name__ == "__main__":
    main()
