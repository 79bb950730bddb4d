"""The benchmark of the admin measures every view that opens with GET, or says why it does not."""

from itertools import chain

from django.urls import get_resolver

from benchmarks.admin_growth import NOT_MEASURED, PAGES
from tests.inbox.admin_urls import belongs_to_package, iter_url_patterns


def test_every_view_of_the_admin_is_measured_or_has_a_reason_not_to_be():
    of_package = {
        ":".join((*namespaces, pattern.name))
        for route, namespaces, pattern in iter_url_patterns(get_resolver())
        if route.startswith("admin/") and belongs_to_package(namespaces, pattern)
    }
    measured, unmeasured = {page.url_name for page in PAGES}, list(chain(*NOT_MEASURED.values()))
    assert {name for name in measured if "tyonohjaus" in name} | set(unmeasured) == of_package
    assert measured & set(unmeasured) == set()
    assert len(unmeasured) == len(set(unmeasured))
