"""Accessibility checks with axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str | None = None) -> list[str]:
    """A line per violation: URL, rule and HTML. ``within`` is a CSS selector."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    results = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{page.url} {violation['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:200]})"
        for violation in results
        for node in violation["nodes"]
    ]
