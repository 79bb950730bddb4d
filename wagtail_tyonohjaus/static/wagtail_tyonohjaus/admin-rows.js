// Folded rows in the forms of records. A stored row is one hidden field until it is unfolded: then it gets the fields of
// a new row, with its own values. Rows that were added or have errors have all their fields.
(() => {
  "use strict";

  const panels = new Map();

  // The format of practice/admin/folded_rows.py: "weekday=0&start=09%3A00&services*=1,12".
  const unpack = (text) => {
    const values = new Map();
    for (const part of text.split("&")) {
      const [name, packed] = part.split("=");
      const several = name.endsWith("*") ? packed.split(",") : [packed];
      values.set(name.replace(/\*$/, ""), several.map(decodeURIComponent));
    }
    return values;
  };

  const setValue = (field, values) => {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = values.includes(field.value);
    } else {
      field.value = values[0] ?? "";
    }
  };

  const unfold = (fold, folded) => {
    const prefix = folded.name.replace(/-folded$/, "");
    const rows = fold.closest("[data-tyo-rows]");
    const fields = emptyRow(rows).content.querySelector(".tyo-row__fields");
    const html = fields.innerHTML.replaceAll("__prefix__", prefix.slice(prefix.lastIndexOf("-") + 1));
    // Scripts of a fragment made this way run when it is inserted: the date pickers have some.
    const fragment = document.createRange().createContextualFragment(html);
    const values = unpack(folded.value);
    for (const field of fragment.querySelectorAll("input[name], select[name], textarea[name]")) {
      setValue(field, values.get(field.name.slice(prefix.length + 1)) || []);
    }
    fold.querySelector(".tyo-row__fields").replaceChildren(fragment);
    panels.get(rows.id)?.initChildControls(prefix);
  };

  // The event does not bubble.
  document.addEventListener(
    "toggle",
    (event) => {
      const fold = event.target;
      const folded = fold.matches(".tyo-row__fold[open]") && fold.querySelector("input[name$='-folded']");
      if (folded) unfold(fold, folded);
    },
    true,
  );

  const emptyRow = (rows) => document.getElementById(rows.id.replace(/-FORMS$/, "-EMPTY_FORM_TEMPLATE"));

  // The same checkboxes as those of the record itself are on the page once.
  const copyCheckboxes = (group) => {
    const labels = document.querySelectorAll(`#${CSS.escape(group.dataset.tyoCopiedFrom)} > label`);
    for (const label of labels) {
      const copy = label.cloneNode(true);
      const checkbox = copy.querySelector("input");
      checkbox.name = group.dataset.tyoName;
      checkbox.removeAttribute("checked");
      group.append(copy);
    }
    group.removeAttribute("data-tyo-copied-from");
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const rows of document.querySelectorAll("[data-tyo-rows]")) {
      emptyRow(rows).content.querySelectorAll("[data-tyo-copied-from]").forEach(copyCheckboxes);
      panels.set(rows.id, new window.InlinePanel(JSON.parse(rows.dataset.tyoRows)));
    }
  });
})();
