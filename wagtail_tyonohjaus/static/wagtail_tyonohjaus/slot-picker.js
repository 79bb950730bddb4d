// Adds the visitor's time zone to the select if it is missing. It selects and submits nothing.
(() => {
  "use strict";
  const visitorZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!visitorZone) return;
  for (const select of document.querySelectorAll("[data-tyo-time-zone-select]")) {
    if (![...select.options].some((option) => option.value === visitorZone)) {
      select.add(new Option(visitorZone, visitorZone), 1);
    }
  }
})();
