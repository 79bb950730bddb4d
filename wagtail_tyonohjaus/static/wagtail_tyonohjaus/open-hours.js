// Says whether a telephone is answered now, also on a page that was stored a while ago. Without it, the page says what
// was true when it was made.
(() => {
  "use strict";

  // Each interval: midnight of its day, start and end in milliseconds, and the texts on its day, before and during it.
  function statusAt(now, intervals) {
    for (const [midnight, start, end, today, before, open] of intervals) {
      if (now < end) return now >= start ? open : now >= midnight ? today : before;
    }
    return "";
  }

  function update() {
    for (const element of document.querySelectorAll("[data-tyo-hours]")) {
      const text = statusAt(Date.now(), JSON.parse(element.dataset.tyoHours));
      if (element.textContent !== text) element.textContent = text;
    }
  }

  update();
  setInterval(update, 30000);
  addEventListener("pageshow", update);
})();
