// Tells the practice which time zone the visitor's clock shows, and the visitor what the times of a call come to on it.
// The form works the same without it.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  // The clock of a zone as if it were UTC, so that two clocks can be subtracted.
  const clockIn = (timeZone, now) => Date.parse(`${now.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`);
  const minutesAhead = (practiceZone) => {
    const now = new Date();
    return Math.round((clockIn(zone, now) - clockIn(practiceZone, now)) / 60000);
  };
  const moved = (time, minutes) => {
    const [hour, minute] = time.split(":").map(Number);
    return new Date(Date.UTC(2000, 0, 2, hour, minute + minutes)).toLocaleTimeString(document.documentElement.lang || undefined, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: "UTC",
    });
  };

  const tellOwnClock = (field) => {
    const [from, until] = ["call_from", "call_until"].map((name) => field.form.elements[name]);
    const ahead = zone ? minutesAhead(field.dataset.zone) : 0;
    if (!ahead || !from || !until) return;
    const line = document.createElement("p");
    line.className = "tyo-field__help tyo-contact-form__local-times";
    line.setAttribute("role", "status");
    until.closest(".tyo-field").append(line);
    const tell = () => {
      const times = [from, until].map((input) => (input.value ? moved(input.value, ahead) : ""));
      line.textContent = times.some(Boolean) ? field.dataset.ownClock.replace("{}", times.join("–")) : "";
    };
    for (const input of [from, until]) input.addEventListener("input", tell);
    tell();
  };

  for (const field of document.querySelectorAll(".tyo-contact-form input[name=visitor_time_zone]")) {
    field.value = field.value || zone || "";
    tellOwnClock(field);
  }
  document.querySelector(".tyo-error-summary")?.focus();
})();
