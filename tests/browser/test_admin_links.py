"""Links of the admin beside other text are told apart by more than their colour."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .axe import violations

pytestmark = pytest.mark.browser


def test_link_above_the_map_of_routing_is_more_than_coloured(open_admin: Callable[..., Page]):
    page = open_admin("hallinnoija", "fi")
    page.goto("/admin/contact-routing/map/")
    assert page.locator(".tyo-report-intro a").inner_text() == "Kokeile pyyntöä"
    assert violations(page, within=".tyo-report-intro") == []
