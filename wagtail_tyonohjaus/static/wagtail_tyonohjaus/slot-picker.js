// Offers the visitor's own time zone in the select where the page has one; nothing is chosen or sent by itself.
(() => {
  "use strict";
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own) return;
  for (const select of document.querySelectorAll("[data-tyo-time-zone-select]")) {
    if (![...select.options].some((option) => option.value === own)) {
      select.add(new Option(own, own), 1);
    }
  }
})();
