// Fills in the visitor's time zone, and shows the times for a callback in it if it differs from the practice's.
// Marks the form as this visitor's, since a cache may give the same page to others.
// The form works without JavaScript.
(() => {
  "use strict";
  const visitorZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  // Local time in a zone as a UTC timestamp, so that two local times can be subtracted.
  const localTimestamp = (timeZone, now) => Date.parse(`${now.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`);
  const offsetMinutes = (practiceZone) => {
    const now = new Date();
    return Math.round((localTimestamp(visitorZone, now) - localTimestamp(practiceZone, now)) / 60000);
  };
  // The time in the notations that the server reads, such as "klo 9" or "9.30", shifted; empty if it is none.
  const shiftTime = (time, minutes) => {
    const match = time.trim().match(/^(?:(?:klo|kl|at)\.? ?)?(\d{1,2})(?:[.:](\d\d))?$/i);
    if (!match) return "";
    const shifted = new Date(Date.UTC(2000, 0, 2, Number(match[1]), Number(match[2] || 0) + minutes));
    return shifted.toLocaleTimeString(document.documentElement.lang || undefined, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: "UTC",
    });
  };

  // The same after a step back in this tab, so that a repeated submission is recognised.
  const visit = () => {
    const random = [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("");
    try {
      sessionStorage.tyoVisit ||= random;
      return sessionStorage.tyoVisit;
    } catch {
      return random;
    }
  };

  const showLocalTimes = (zoneField) => {
    const [from, until] = ["call_from", "call_until"].map((name) => zoneField.form.elements[name]);
    const offset = visitorZone ? offsetMinutes(zoneField.dataset.tyoPracticeTimeZone) : 0;
    if (!offset || !from || !until) return;
    const status = document.createElement("p");
    status.className = "tyo-field__help tyo-contact-form__local-times";
    status.setAttribute("role", "status");
    until.closest(".tyo-field").append(status);
    const update = () => {
      const times = [from, until].map((input) => (input.value ? shiftTime(input.value, offset) : ""));
      status.textContent = times.some(Boolean) ? zoneField.dataset.tyoLocalTimesText.replace("{}", times.join("–")) : "";
    };
    for (const input of [from, until]) input.addEventListener("input", update);
    update();
  };

  for (const formKey of document.querySelectorAll(".tyo-contact-form input[name=form_key]")) {
    if (formKey.value && !formKey.value.includes("~")) formKey.value += `~${visit()}`;
  }
  for (const zoneField of document.querySelectorAll(".tyo-contact-form input[name=visitor_time_zone]")) {
    zoneField.value = zoneField.value || visitorZone || "";
    showLocalTimes(zoneField);
  }
  document.querySelector(".tyo-error-summary")?.focus();
})();
