"""Accessibility checks with axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Tags of rules.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# Faults of Wagtail's own admin: the heading of its errors, the first cell of its lists, its messages on green, and the
# button above its map of a form.
WAGTAILS = ("h2[role=alert]", "td.title[data-listing-page-title]", ".messages", ".w-minimap")
ADMIN = {"include": [["main"]], "exclude": [[selector] for selector in WAGTAILS]}


def violations(
    page: Page, within: str | dict[str, list[list[str]]] | None = None, *, rules: list[str] | None = None
) -> list[str]:
    """A line per violation: URL, rule and HTML.

    ``within`` is a CSS selector, or a context of axe such as ``ADMIN``. ``rules`` are the only ones, by default all
    with a tag of ``RULES``.
    """
    run_only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    options = {"runOnly": run_only, "resultTypes": ["violations"]}
    results = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{page.url} {violation['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:200]})"
        for violation in results
        for node in violation["nodes"]
    ]
