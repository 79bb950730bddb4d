"""Which URLs are purged from ``wagtail.contrib.frontend_cache`` after which change."""

import socket
import threading
from datetime import date
from time import monotonic

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import PageViewRestriction, Site

from tests.contact.test_admin import rule_url
from tests.duty.helpers import make_weekly_turn
from tests.factories import (
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.pages.factories import make_home, make_page, make_translation, page_models
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.page_types.purging import affected_pages
from wagtail_tyonohjaus.page_types.purging.cache_purger import MAX_WAITING, CachePurger
from wagtail_tyonohjaus.practice.models import OfficeTranslation, PracticeSettings, Supervisor, SupervisorTranslation
from wagtail_tyonohjaus.practice.page_model import page_model

pytestmark = pytest.mark.django_db
BACKENDS = "wagtail.contrib.frontend_cache.backends"


class RecordingBackend(BaseBackend):
    """A cache that remembers what it was told to purge."""

    purges: list[list[str]] = []
    error: Exception | None = None

    def purge_batch(self, urls):
        if RecordingBackend.error:
            raise RecordingBackend.error
        RecordingBackend.purges.append(sorted(urls))


@pytest.fixture(autouse=True)
def cdn(settings):
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": f"{__name__}.RecordingBackend"}}
    settings.WAGTAILFRONTENDCACHE_LANGUAGES = []
    RecordingBackend.purges, RecordingBackend.error = [], None


@pytest.fixture
def purged(django_capture_on_commit_callbacks):
    """Returns the paths that one transaction purged; None if it purged nothing."""

    def run(change, host="http://localhost"):
        # What the test has changed before is not part of this transaction.
        transaction.get_connection().run_on_commit.clear()
        RecordingBackend.purges.clear()
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            change()
        assert len(RecordingBackend.purges) <= 1
        urls = [url for urls in RecordingBackend.purges for url in urls]
        return [url.removeprefix(host) for url in urls] or None

    return run


@pytest.fixture
def pages():
    """A site with pages of two supervisors, one service and free text, and one page in Finnish."""
    home = make_home()
    service, other_service = make_service(name="Team"), make_service(name="Individual")
    aino, bo = make_supervisor(name="Aino", services=[service]), make_supervisor(name="Bo")
    people, services = (
        make_page("SupervisorIndexPage", home, slug="people"),
        make_page("ServiceIndexPage", home, slug="services"),
    )
    pages = {
        "home": home,
        "people": people,
        "services": services,
        "aino": make_page("SupervisorPage", people, slug="aino", supervisor=aino),
        "bo": make_page("SupervisorPage", people, slug="bo", supervisor=bo),
        "team": make_page("ServicePage", services, slug="team", service=service),
        "individual": make_page("ServicePage", services, slug="individual", service=other_service),
        "text": make_page("StandardPage", services, slug="text"),
    }
    make_page("StandardPage", home, slug="draft", live=False)
    pages["finnish"] = make_translation(pages["aino"], "fi", slug="aino")
    return pages


ALL = [
    "/",
    "/fi/",
    "/fi/people/",
    "/fi/people/aino/",
    "/people/",
    "/people/aino/",
    "/people/bo/",
    "/services/",
    "/services/individual/",
    "/services/team/",
    "/services/text/",
]


@pytest.fixture
def large_site(monkeypatch):
    monkeypatch.setattr(affected_pages, "MAX_PAGES", 3)


def practice_of(pages) -> PracticeSettings:
    return PracticeSettings.for_site(pages["home"].get_site())


SITE_CHANGES = {
    "practice": lambda pages: make_practice(practice_of(pages).site, name="New name"),
    "office": lambda pages: make_office(city="Turku"),
    "rule": lambda pages: RoutingRule.objects.create(site=practice_of(pages).site, name="Rule"),
    "supervisor": lambda pages: pages["aino"].supervisor.save(),
    "service": lambda pages: pages["team"].service.save(),
    "page": lambda pages: pages["text"].save_revision().publish(),
    "unpublished page": lambda pages: pages["team"].unpublish(),
    "restriction": lambda pages: PageViewRestriction.objects.create(page=pages["team"], restriction_type="login"),
}


@pytest.mark.parametrize("change", SITE_CHANGES.values(), ids=SITE_CHANGES)
def test_every_page_of_a_small_site_is_purged(pages, purged, change):
    assert purged(lambda: change(pages)) == ALL


def duty_turn(pages):
    rota = Rota.objects.create(site=practice_of(pages).site, name="Crisis")
    DutyTurn.objects.create(
        rota=rota, supervisor=pages["bo"].supervisor, start="2026-12-01T10:00Z", end="2026-12-02T10:00Z"
    )


def office_text(pages):
    office = make_office(city="Turku")
    office.translations = [OfficeTranslation(language="fi", city="Turku")]
    office.save()


def offer(supervisor, *services):
    supervisor.services = services
    supervisor.save()


LARGE_SITE_CHANGES = {
    "practice": (lambda pages: make_practice(practice_of(pages).site, name="New name"), []),
    "office": (office_text, []),
    "rota": (duty_turn, []),
    "notice": (lambda pages: publish_notice(pages), []),
    "page in the menu": (lambda pages: pages["people"].save_revision().publish(), []),
    "restriction": (lambda pages: PageViewRestriction.objects.create(page=pages["bo"], restriction_type="login"), []),
    # All but the pages of other supervisors and services.
    "supervisor": (lambda pages: pages["aino"].supervisor.save(), ["/people/bo/", "/services/individual/"]),
    "text of a supervisor": (
        lambda pages: SupervisorTranslation.objects.create(parent=pages["aino"].supervisor, language="fi"),
        ["/people/bo/", "/services/individual/"],
    ),
    "service": (lambda pages: pages["team"].service.save(), ["/people/bo/", "/services/individual/"]),
    "added service": (
        lambda pages: offer(pages["bo"].supervisor, pages["team"].service),
        ["/services/individual/"],
    ),
    "removed service": (lambda pages: offer(pages["aino"].supervisor), ["/people/bo/", "/services/individual/"]),
}


def publish_notice(pages):
    index = page_models.CrisisNoticeIndexPage.objects.first() or make_page(
        "CrisisNoticeIndexPage", pages["services"], slug="crisis", live=False
    )
    make_page("CrisisNoticePage", index, slug="storm").save_revision().publish()


@pytest.mark.parametrize(("change", "left_out"), LARGE_SITE_CHANGES.values(), ids=LARGE_SITE_CHANGES)
def test_pages_of_other_records_of_a_large_site_stay(pages, purged, large_site, change, left_out):
    paths = purged(lambda: change(pages))
    assert sorted(set(ALL) - set(paths)) == left_out


def add_rule_to(supervisor):
    rule = RoutingRule.objects.create(site=supervisor.site, name="Rule")
    rule.to_supervisors.add(supervisor)


@pytest.mark.parametrize("add", [add_rule_to, make_weekly_turn])
def test_every_page_may_show_the_number_of_a_supervisor_in_a_rota_or_rule(pages, purged, large_site, add):
    supervisor = pages["aino"].supervisor
    add(supervisor)
    assert purged(supervisor.save) == ALL


def test_absence_of_somebody_in_a_rota_is_purged_from_every_page(pages, purged):
    make_weekly_turn(pages["aino"].supervisor)
    day = date(2026, 12, 7)
    assert purged(lambda: make_hours_exception(pages["bo"].supervisor, day)) is None
    assert purged(lambda: make_hours_exception(pages["aino"].supervisor, day)) == ALL


def test_published_page_of_a_large_site(pages, purged, large_site):
    assert purged(lambda: pages["text"].save_revision().publish()) == ["/", "/services/", "/services/text/"]


def test_pages_that_refer_to_a_page_or_record(pages, purged, large_site):
    links = {"heading": "", "links": [{"page": pages["text"].pk, "url": "", "title": "", "description": ""}]}
    pages["individual"].body = [{"type": "links", "value": links}]
    purged(lambda: pages["individual"].save_revision().publish())
    pages["bo"].body = [{"type": "supervisors", "value": {"heading": "", "supervisors": [pages["aino"].supervisor.pk]}}]
    purged(lambda: pages["bo"].save_revision().publish())
    assert purged(lambda: pages["text"].save_revision().publish()) == [
        "/",
        "/services/",
        "/services/individual/",
        "/services/text/",
    ]
    assert "/people/bo/" in purged(pages["aino"].supervisor.save)


def test_former_urls_are_purged(pages, purged):
    def rename():
        pages["services"].slug = "offers"
        pages["services"].save_revision().publish()

    renamed = [path.replace("/services/", "/offers/") for path in ALL]
    assert purged(rename) == sorted({*ALL, *renamed})

    def move():
        pages["text"].refresh_from_db()
        pages["text"].move(pages["home"], pos="last-child")

    moved = [path.replace("/offers/text/", "/text/") for path in renamed]
    assert purged(move) == sorted({*renamed, *moved})


def test_deleted_record_of_a_large_site(pages, purged, large_site):
    supervisor = make_supervisor(name="Cilla", services=[pages["team"].service])
    assert purged(supervisor.delete) == ALL


def test_deleted_page(pages, purged):
    assert purged(pages["text"].delete) == ALL


def test_new_order_of_rules(pages, purged, admin_client):
    first, second = (RoutingRule.objects.create(site=practice_of(pages).site, name=name) for name in "ab")
    assert purged(lambda: admin_client.post(rule_url("reorder", second.pk) + "?position=0")) == ALL


def test_changes_that_are_too_frequent_are_not_purged(pages, purged):
    supervisor = pages["aino"].supervisor
    assert purged(lambda: make_weekly_hours(supervisor)) is None


def test_draft_is_not_purged(pages, purged):
    assert purged(lambda: pages["text"].save_revision()) is None


def test_changes_of_one_transaction_are_purged_once(pages, purged):
    def change():
        for name in ("aino", "bo"):
            pages[name].supervisor.save()
        with transaction.atomic():
            make_office(city="Turku")

    assert purged(change) == ALL


def test_change_that_is_rolled_back_is_not_purged(pages, purged):
    def change():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            pages["aino"].supervisor.save()
            raise ZeroDivisionError

    assert purged(change) is None


def test_change_after_one_that_was_rolled_back_is_purged(pages, purged):
    def change():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            pages["aino"].supervisor.save()
            raise ZeroDivisionError
        pages["bo"].supervisor.save()

    assert purged(change) == ALL


@pytest.mark.django_db(transaction=True)
def test_change_without_a_transaction_is_purged_at_once():
    make_home()
    RecordingBackend.purges.clear()
    make_office(city="Turku")
    assert RecordingBackend.purges == [["http://localhost/"]]


def test_failing_cache_does_not_hurt_the_save(pages, purged, caplog):
    RecordingBackend.error = ConnectionError("the cache is away")
    purged(lambda: make_office(city="Turku"))
    assert RecordingBackend.purges == []
    assert "ConnectionError" in caplog.text


def answer(server: socket.socket) -> str:
    """The method and path of the next request to a cache, which is answered."""
    connection, _address = server.accept()
    with connection:
        request = connection.recv(4096).decode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return request.partition(" HTTP/")[0]


def test_cache_server_that_hangs_holds_up_one_change_for_a_limited_time(settings, caplog):
    settings.WAGTAIL_TYONOHJAUS = {"PURGE_TIMEOUT": 0.3}
    purger, seconds = CachePurger(), []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        location = f"http://127.0.0.1:{server.getsockname()[1]}"
        settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": f"{BACKENDS}.HTTPBackend", "LOCATION": location}}
        for path in ("a", "b"):
            began = monotonic()
            purger.purge([f"http://localhost/{path}/"])
            seconds.append(monotonic() - began)
        answered = [answer(server), answer(server)]
        purger.finish()
        running = {thread.name for thread in threading.enumerate()}
    assert seconds[0] >= 0.3 > seconds[1]
    assert (answered, "tyonohjaus-purger" in running) == (["PURGE /a/", "PURGE /b/"], False)
    assert caplog.text.count("have not confirmed") == 1


def test_cache_server_that_hangs_does_not_collect_urls_without_limit(settings, caplog):
    settings.WAGTAIL_TYONOHJAUS = {"PURGE_TIMEOUT": 0.01}
    CachePurger().purge(f"http://localhost/{number}/" for number in range(MAX_WAITING + 1))
    assert (RecordingBackend.purges, "are not purged" in caplog.text) == ([], True)


def test_error_in_a_page_of_the_sites_own_does_not_hurt_the_save(pages, purged, caplog, monkeypatch):
    def get_cached_paths(page):
        raise LookupError

    monkeypatch.setattr(page_models.StandardPage, "get_cached_paths", get_cached_paths)
    assert purged(lambda: make_office(city="Turku")) is None
    assert "LookupError" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        lambda pages: pages["team"].save_revision().publish(),
        lambda pages: pages["team"].move(pages["people"], "last-child"),
        lambda pages: offer(pages["aino"].supervisor),
        lambda pages: make_office(),
    ],
)
def test_stored_pages_end_before_shared_caches_ask_again(pages, django_capture_on_commit_callbacks, change):
    make_practice()
    transaction.get_connection().run_on_commit.clear()
    former = PracticeSettings.objects.get().content_version
    RecordingBackend.purges.clear()
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        change(pages)
    for callback in callbacks:
        callback()
        if RecordingBackend.purges:
            assert PracticeSettings.objects.get().content_version != former
    assert RecordingBackend.purges


def test_other_sites_stay(pages, purged):
    root = page_model().objects.get(depth=1)
    other_home = root.add_child(instance=page_models.PracticeHomePage(title="Other", slug="other"))
    other = make_site("other.example", root_page=other_home)
    Site.clear_site_root_paths_cache()
    make_practice(other)
    assert purged(lambda: make_office(site=other, city="Oulu"), "http://other.example") == ["/"]
    assert purged(lambda: make_office(city="Turku")) == ALL
    assert purged(lambda: make_supervisor(site=other), "http://other.example") == ["/"]


def test_record_that_moves_to_another_practice_is_purged_from_the_former_one(
    pages, large_site, django_capture_on_commit_callbacks
):
    supervisor = Supervisor.objects.get(name="Aino")
    supervisor.site = make_practice(make_site("other.example")).site
    transaction.get_connection().run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        supervisor.save()
    urls = {url for urls in RecordingBackend.purges for url in urls}
    assert {f"http://localhost{path}" for path in ALL} <= urls


def test_nothing_is_purged_without_a_cache(pages, purged, settings, django_assert_num_queries):
    supervisor = pages["aino"].supervisor
    with_cache = count_queries(supervisor.save, purged)
    settings.WAGTAILFRONTENDCACHE = None
    assert purged(supervisor.save) is None
    assert count_queries(supervisor.save, purged) < with_cache


def count_queries(function, purged) -> int:
    with CaptureQueriesContext(connection) as queries:
        purged(function)
    return len(queries)


def test_languages_of_wagtails_setting(pages, purged, settings):
    del settings.WAGTAILFRONTENDCACHE_LANGUAGES
    assert {"/fi/people/aino/", "/sv/people/aino/", "/people/aino/"} <= set(purged(pages["aino"].supervisor.save))


@pytest.mark.django_db(transaction=True)
def test_signals_that_wagtail_sends_outside_of_a_transaction_purge_once_each(pages):
    RecordingBackend.purges.clear()
    pages["services"].move(pages["people"], "last-child")
    before, after = RecordingBackend.purges
    assert [url for url in before if url.endswith("/team/")] == ["http://localhost/services/team/"]
    assert [url for url in after if url.endswith("/team/")] == ["http://localhost/people/services/team/"]
