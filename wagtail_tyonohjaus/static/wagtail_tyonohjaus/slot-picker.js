// Offers free times in the visitor's time zone if its clock differs. It changes nothing by itself.
(() => {
  "use strict";
  const visitorZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!visitorZone) return;

  function clock(zone) {
    const options = { timeZone: zone, dateStyle: "short", timeStyle: "short" };
    const months = [0, 6].map((number) => new Date(Date.now() + number * 30 * 86400000));
    return months.map((moment) => new Intl.DateTimeFormat("en", options).format(moment)).join();
  }

  for (const element of document.querySelectorAll("[data-tyo-time-zone]")) {
    const note = element.querySelector(".tyo-slot-picker__note");
    if (!note || clock(element.dataset.tyoTimeZone) === clock(visitorZone)) continue;
    const link = document.createElement("a");
    link.href = element.dataset.tyoTimeZoneUrl.replace("Zone%2FName", encodeURIComponent(visitorZone));
    link.rel = "nofollow";
    const city = visitorZone.split("/").pop().replaceAll("_", " ");
    link.textContent = element.dataset.tyoTimeZoneText.replace("{}", city);
    note.append(" ", link);
  }
})();
