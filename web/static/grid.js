// Filling a table by keyboard: arrows and Enter move, digits choose, space switches; tiers are looked up, never worked out.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("[data-grid]")) {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll(".cell")]);
    const tiers = JSON.parse(table.dataset.tiers || "{}");
    const words = new Map([...document.querySelectorAll("template[data-tier-word]")].map((one) => [one.dataset.tierWord, one]));
    const show = (cell) => {
      const row = cell.closest("tr"), place = row.querySelector("[data-tier]");
      if (!place || !table.dataset.tiers) return;
      const tier = tiers[[...row.querySelectorAll(".cell")].map((one) => one.value).join(" ")] || "";
      const word = words.get(tier);
      if (word) place.replaceChildren(word.content.cloneNode(true));
    };
    const go = (at, down, right) => {
      let row = at[0] + down, column = at[1] + right;
      if (right && column < 0) { row -= 1; column = Infinity; }
      if (right && row === at[0] && column >= rows[row].length) { row += 1; column = 0; }
      const next = rows[row] && rows[row][Math.min(column, rows[row].length - 1)];
      if (next) { next.focus(); if (next.select) next.select(); }
    };
    const set = (cell, value) => {
      cell.value = value;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      cell.dispatchEvent(new Event("change", { bubbles: true }));
    };
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest(".cell");
      if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
      const row = rows.findIndex((cells) => cells.includes(cell)), at = [row, rows[row].indexOf(cell)];
      const choosing = cell.tagName === "SELECT";
      const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
      if (choosing) Object.assign(steps, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
      if (steps[event.key]) { event.preventDefault(); go(at, ...steps[event.key]); return; }
      if (!choosing) return;
      const digit = "0123456789".includes(event.key) ? Number(event.key) : "๐๑๒๓๔๕๖๗๘๙".indexOf(event.key);
      if (event.key === " ") set(cell, cell.options[cell.selectedIndex === 1 ? 2 : 1].value);
      else if (event.key === "Backspace" || event.key === "Delete") set(cell, "");
      else if (digit > 0 && digit < cell.options.length) { set(cell, cell.options[digit].value); go(at, 0, 1); }
      else return;
      event.preventDefault();
    });
    table.addEventListener("change", (event) => { if (event.target.matches(".cell")) show(event.target); });
    for (const cells of rows) if (cells[0] && cells.some((one) => one.value)) show(cells[0]);
    for (const button of document.querySelectorAll("[data-fill]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        for (const cell of rows.flat()) if (!cell.value) set(cell, button.dataset.fill);
      });
    }
    // Enter in a field above the table goes on to the table.
    table.closest("form").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input.form-control") || !rows.flat().length) return;
      event.preventDefault();
      rows.flat()[0].focus();
    });
  }
});
