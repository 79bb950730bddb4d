// Visitors' forms and longer texts in the admin. They work without JavaScript.
//
// Fills in the visitor's time zone, and shows the times for a callback in it if it differs from the practice's.
// Marks the form as this visitor's, since a cache may give the same page to others.
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
  // Not every browser opens the details when a link leads to a field in them.
  for (const link of document.querySelectorAll(".tyo-chosen__change a[href^='#']")) {
    link.addEventListener("click", () => {
      const field = document.getElementById(link.hash.slice(1));
      const details = field?.closest("details");
      if (details) details.open = true;
      field?.focus();
    });
  }
  document.querySelector(".tyo-error-summary")?.focus();
})();

// Says how many characters are left in a text with a limit, or too many; the server refuses a text that is too long.
// Listens on the document, so that it also counts in fields that are added later.
(() => {
  "use strict";
  const counters = new WeakMap();

  const counterOf = (input) => {
    if (!counters.has(input)) {
      const counter = document.createElement("p");
      counter.className = "tyo-field__help";
      counter.setAttribute("role", "status");
      input.after(counter);
      counters.set(input, counter);
    }
    return counters.get(input);
  };

  // Shown when little is left, so that short answers are not disturbed.
  const update = (input) => {
    const limit = Number(input.dataset.tyoMaxLength);
    const left = limit - input.value.length;
    const text = left < 0 ? input.dataset.tyoExcessText : input.dataset.tyoRemainingText;
    if (left < limit / 5 || counters.has(input)) {
      counterOf(input).textContent = left < limit / 5 ? text.replace("{}", Math.abs(left)) : "";
    }
  };

  document.addEventListener("input", ({ target }) => target.dataset?.tyoMaxLength && update(target));
  const updateAll = () => document.querySelectorAll("[data-tyo-max-length]").forEach(update);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", updateAll);
  else updateAll();
})();
