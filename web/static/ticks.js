// Ticking rows of a table: all at once, counted, and only the inputs of the chosen act shown.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-ticks]")) {
    const rows = () => [...form.querySelectorAll("input[name=case]")];
    const all = form.querySelector("[data-tick-all]");
    const bar = form.querySelector("[data-batch]");
    if (!all || !bar) continue;
    all.hidden = false;
    const show = () => {
      const ticked = rows().filter((row) => row.checked).length;
      bar.querySelector("[data-count]").textContent = `${ticked} / ${rows().length}`;
      bar.classList.toggle("ready", ticked > 0);
      all.checked = ticked > 0 && ticked === rows().length;
      all.indeterminate = ticked > 0 && ticked < rows().length;
      const act = form.querySelector("input[name=action]:checked").value;
      for (const input of bar.querySelectorAll("[data-for]")) input.hidden = input.dataset.for !== act;
    };
    all.addEventListener("change", () => { for (const row of rows()) row.checked = all.checked; show(); });
    form.addEventListener("change", show);
    show();
  }
});
