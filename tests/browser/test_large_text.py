"""Every public page with text of twice the size, as visitors set it in the browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .conftest import CHROMIUM, CHROMIUM_ARGS
from .readable import losses
from .test_public_pages import HOSTS, crawl

pytestmark = pytest.mark.browser

USUAL_PIXELS = 16


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """One whose usual text is of twice the size. Widths in ``rem`` of media queries depend on it, too."""
    large_text = f"--blink-settings=defaultFontSize={2 * USUAL_PIXELS}"
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, large_text])
    yield chromium
    chromium.close()


@pytest.mark.parametrize("host", HOSTS)
def test_no_text_is_lost_at_200_percent_on_a_phone(host, demo_port, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    lost = [loss for _url in crawl(page, f"http://{host}:{demo_port}/") for loss in losses(page)]
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 2 * USUAL_PIXELS
    assert lost == []
