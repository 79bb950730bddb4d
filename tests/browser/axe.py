"""Runs axe on a page and tells what it found so that a person can find it too."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str | None = None) -> list[str]:
    """One line a finding: address, rule and the element's HTML; ``within`` is a CSS selector."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{page.url} {violation['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:200]})"
        for violation in found
        for node in violation["nodes"]
    ]
