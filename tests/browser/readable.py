"""Texts that can't be read whole: beyond the page's edge, cut off, or one upon the other."""

from playwright.sync_api import Page

# Hidden text is left out: skip links, texts for screen readers, the field that people don't fill in. Boxes of lines
# overlap a little where the line height is small, so only the middle of each line counts. A table may be scrolled.
LOSSES = """async () => {
  await document.fonts.ready;
  const root = document.scrollingElement, found = [];
  if (root.scrollWidth > innerWidth) found.push(`is ${root.scrollWidth - innerWidth} pixels too wide`);
  const leftOut = ".tyo-skip-link, .tyo-contact-form__extra, wagtail-userbar, script, style, noscript, select";
  const isOnlyHeard = element => {
    for (let each = element; each; each = each.parentElement) {
      if (each.offsetWidth <= 1 && getComputedStyle(each).overflow === "hidden") return true;
    }
    return false;
  };
  const isVisible = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    !element.closest(leftOut) && !isOnlyHeard(element);
  const short = element => element.outerHTML.slice(0, 120);
  for (const element of document.body.querySelectorAll("*")) {
    if (element.clientWidth < 2 || !element.textContent.trim() || !isVisible(element)) continue;
    const style = getComputedStyle(element);
    const isCut = (overflow, by) => /hidden|clip/.test(overflow) && by > 1;
    if (isCut(style.overflowX, element.scrollWidth - element.clientWidth) ||
        isCut(style.overflowY, element.scrollHeight - element.clientHeight)) found.push(`cuts off ${short(element)}`);
  }
  const linesOf = area => {
    const texts = document.createTreeWalker(area, NodeFilter.SHOW_TEXT), range = document.createRange(), lines = [];
    while (texts.nextNode()) {
      const text = texts.currentNode, element = text.parentElement;
      if (!text.data.trim() || !isVisible(element)) continue;
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) if (box.width > 1) lines.push({text, element, box});
    }
    return lines;
  };
  const canScroll = element => {
    for (let each = element; each; each = each.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth) return true;
    }
    return false;
  };
  for (const {element, box} of linesOf(document.body)) {
    const isOutside = box.left < -1 || box.right > innerWidth + 1;
    if (isOutside && !canScroll(element)) found.push(`has beyond its edge ${short(element)}`);
  }
  const areas = ".tyo-site-header, .tyo-crisis-banner, .tyo-contact-bar, form, .tyo-slot-picker, .tyo-card, footer";
  for (const area of document.querySelectorAll(areas)) {
    const lines = linesOf(area);
    lines.forEach((one, index) => {
      for (const other of lines.slice(index + 1)) {
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (one.text !== other.text && wide > 2 && high > Math.min(one.box.height, other.box.height) / 2) {
          found.push(`has one upon the other ${short(one.element)} and ${short(other.element)}`);
        }
      }
    });
  }
  return [...new Set(found)];
}"""


def losses(page: Page) -> list[str]:
    """A line per text that a visitor can't read whole at the page's size, with the page's URL."""
    return [f"{page.url} {loss}" for loss in page.evaluate(LOSSES)]
