// Forms: what was used last stands there again, all of a list is chosen at once, a form in place opens and closes.
"use strict";
(() => {
  const REMEMBERED = ["on", "inputs.agency", "inputs.due", "inputs.province", "inputs.district", "inputs.subdistrict"];
  const today = () => new Date().toDateString();
  // Only in this window, only today, and never a word about a person.
  const place = (field) => `last:${drafts.owner}:${field}`;
  const last = (field) => {
    const kept = JSON.parse(sessionStorage.getItem(place(field)) || "null");
    return kept && kept.day === today() ? kept.value : "";
  };

  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    for (const form of root.querySelectorAll("form[data-remembered]")) {
      for (const name of REMEMBERED) {
        const field = form.elements[name];
        // What was refused is nothing to begin the next form with.
        if (field && field.matches && field.matches("[aria-invalid]")) sessionStorage.removeItem(place(name));
        if (!field || field.value || !("value" in field) || field.length > 5 && field.type === undefined) continue;
        const value = last(name);
        if (!value) continue;
        field.value = value;
        const label = form.querySelector(`label[for="${field.id}"]`);
        if (label && field.value) label.insertAdjacentHTML("beforeend", ` <span class="quiet remembered"></span>`);
        if (label && field.value) label.lastElementChild.textContent = form.dataset.remembered;
      }
      form.addEventListener("submit", () => {
        for (const name of REMEMBERED) {
          const field = form.elements[name];
          if (field && field.value) sessionStorage.setItem(place(name), JSON.stringify({ day: today(), value: field.value }));
        }
      });
    }
    for (const button of root.querySelectorAll("[data-all]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const boxes = [...button.closest("form").querySelectorAll("input[type=checkbox]")].filter((one) => one.name === button.dataset.all);
        const every = boxes.every((one) => one.checked);
        for (const box of boxes) box.checked = !every;
        button.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    if (root.matches(".supply > *, .supply")) {
      const field = root.querySelector("input:not([type=hidden]), select, textarea");
      if (field) field.focus();
    }
  });

  // One form in place at a time, since each names its fields alike.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches(".supply")) return;
    for (const open of document.querySelectorAll(".supply")) if (open !== event.detail.target) open.replaceChildren();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest(".supply [data-close]");
    if (!close) return;
    event.preventDefault();
    close.closest(".supply").replaceChildren();
  });
  // After a save in place the next thing that is missing takes its turn.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "content") return;
    const next = document.querySelector("#next .gap .controls a, #next .move button");
    if (next) next.focus();
  });
  // Signed out meanwhile: what was typed is kept, and comes back after signing in.
  const signIn = () => { location.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`; };
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) signIn(); });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (new URL(event.detail.xhr.responseURL).pathname === "/login") { event.preventDefault(); signIn(); }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leaving]")) sessionStorage.clear();
  });
})();
