"""Links and controls that are too small to be pressed with a finger."""

from playwright.sync_api import Page

MIN_PIXELS = 44

# A link within a sentence may be as small as its text (WCAG 2.5.8); a tick box or radio button counts with its label.
# What the visitor can't press is left out: hidden, covered by a card's link, or a skip link without focus.
SMALL_TARGETS = """minimum => {
  const inText = element => {
    const parent = element.closest("p, li, dd, td, figcaption, label, summary, h1, h2, h3, span");
    if (!parent || !getComputedStyle(element).display.startsWith("inline")) return false;
    const isText = node => node.nodeType === Node.TEXT_NODE && node.textContent.trim();
    if (![...element.parentElement.childNodes].some(isText)) return false;
    const around = parent.textContent.replace(/\\s+/g, " ").trim();
    const own = element.textContent.replace(/\\s+/g, " ").trim();
    return around.length > own.length + 3;
  };
  const isClipped = element => {
    for (let each = element; each; each = each.parentElement) {
      if (each.offsetWidth <= 1 && getComputedStyle(each).overflow === "hidden") return true;
    }
    return false;
  };
  const box = element => {
    const after = getComputedStyle(element, "::after");
    if (after.content !== "none" && after.position === "absolute" && after.inset === "0px") {
      return element.offsetParent.getBoundingClientRect();
    }
    const own = element.getBoundingClientRect();
    const label = element.matches("input") && element.labels && element.labels[0];
    if (!label) return own;
    const name = label.getBoundingClientRect();
    return {
      width: Math.max(own.right, name.right) - Math.min(own.left, name.left),
      height: Math.max(own.bottom, name.bottom) - Math.min(own.top, name.top),
    };
  };
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  return [...document.querySelectorAll(controls)]
    .filter(element => element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter(element => !element.matches(".tyo-skip-link, [tabindex='-1']") && !element.closest("wagtail-userbar"))
    .filter(element => !isClipped(element))
    .filter(element => !inText(element))
    .map(element => ({element, size: box(element)}))
    .filter(({size}) => size.width > 0 && (size.height < minimum - 0.5 || size.width < minimum - 0.5))
    .map(({element, size}) =>
      `${Math.round(size.width)}x${Math.round(size.height)} ${element.outerHTML.slice(0, 110)}`);
}"""


def small_targets(page: Page) -> list[str]:
    """Size and markup of each target that is smaller than ``MIN_PIXELS``."""
    return [f"{page.url}: {target}" for target in page.evaluate(SMALL_TARGETS, MIN_PIXELS)]
