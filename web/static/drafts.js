// Keeps what is typed into a form with data-draft until it has been saved: through a reload, a lost line, a new login.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = "draft:" + form.dataset.draft;
    const fields = () => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit"].includes(f.type));
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept) {
      for (const field of fields()) {
        const value = kept[field.name];
        if (value === undefined) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
        else field.value = value;
      }
      form.dataset.restored = "yes";
    }
    form.addEventListener("input", () => {
      const now = {};
      for (const field of fields()) {
        if (field.type === "checkbox" || field.type === "radio") {
          now[field.name] = (now[field.name] || []).concat(field.checked ? [field.value] : []);
        } else now[field.name] = field.value;
      }
      localStorage.setItem(key, JSON.stringify(now));
    });
  }
  // The page after a save names the draft that is no longer needed.
  for (const saved of document.querySelectorAll("[data-saved]")) localStorage.removeItem("draft:" + saved.dataset.saved);
});
