// The desk by keyboard. Keys do nothing while somebody writes, and none of them records anything by itself.
"use strict";
(() => {
  const ROWS = "a[data-row], table.cases tbody th[scope=row] a";
  const first = (...what) => what.map((one) => document.querySelector(one)).find(Boolean);
  const step = (by) => {
    const rows = [...document.querySelectorAll(ROWS)], at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    e: () => { const control = first("#next .gap .controls a", ".lacking .gap .controls a"); if (control) { control.focus(); control.click(); } },
    m: () => { const move = first("#next .move button", ".lacking .ready .controls a"); if (move) move.focus(); },
    "/": () => { const field = first("#find", "[role=search] input:not([type=hidden])"); if (field) { field.focus(); field.select(); } },
    "?": () => { const shown = document.getElementById("keys"); if (shown) shown.showModal(); },
  };
  // The same keys on a Thai keyboard.
  const THAI = { "่": "j", "า": "k", "ำ": "e", "ท": "m", "ฝ": "/", "ฦ": "?" };
  const writing = (target) => target.closest("input, select, textarea, [contenteditable], dialog[open]");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form");
      const save = form && (form.querySelector("button.btn-primary:not([hidden])"));
      if (save) { event.preventDefault(); form.requestSubmit(save); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || writing(event.target)) return;
    const act = KEYS[event.key] || KEYS[THAI[event.key]];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) { event.preventDefault(); KEYS["?"](); }
  });
})();
