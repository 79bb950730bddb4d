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
