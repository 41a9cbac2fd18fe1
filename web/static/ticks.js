// Ticking rows of a table: all at once, and counted.
"use strict";
document.addEventListener("htmx:load", (event) => {
  for (const form of event.detail.elt.querySelectorAll("form[data-ticks]")) {
    const rows = [...form.querySelectorAll("input[type=checkbox][name=case]")];
    const all = form.querySelector("[data-tick-all]");
    const bar = form.querySelector("[data-batch]");
    if (!all) continue;
    all.hidden = false;
    const show = () => {
      const ticked = rows.filter((row) => row.checked).length;
      for (const count of form.querySelectorAll("[data-count]")) count.textContent = `${ticked} / ${rows.length}`;
      if (bar) bar.classList.toggle("ready", ticked > 0);
      all.checked = ticked > 0 && ticked === rows.length;
      all.indeterminate = ticked > 0 && ticked < rows.length;
    };
    all.addEventListener("change", () => { for (const row of rows) row.checked = all.checked; show(); });
    form.addEventListener("change", show);
    show();
  }
});
