// Keeps the receipts of what was saved in this browser, and asks at the next sign-in whether the ledger still holds them (T3).
"use strict";
(() => {
  const MOST = 100, ADDRESS = "/api/v1/ledger/", KEPT = "receipts", LOOKED = "receipts-looked";
  const kept = JSON.parse(localStorage.getItem(KEPT) || '{"leaves": [], "checkpoint": null}');
  const keep = () => localStorage.setItem(KEPT, JSON.stringify(kept));
  const half = (n) => Math.floor(n / 2), odd = (n) => n % 2 === 1;

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const node = async (left, right) => {
    const bytes = Uint8Array.from(("01" + left + right).match(/../g), (two) => parseInt(two, 16));
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  };

  // The steps of RFC 9162, sections 2.1.3.2 and 2.1.4.2: the roots a proof leads to from an older root or a leaf.
  async function climbed(at, last, hashes, proof) {
    for (const step of proof) {
      if (last === 0) return [];
      if (odd(at) || at === last) {
        for (const one in hashes) hashes[one] = await node(step, hashes[one]);
        while (at !== 0 && !odd(at)) [at, last] = [half(at), half(last)];
      } else hashes[hashes.length - 1] = await node(hashes[hashes.length - 1], step);
      [at, last] = [half(at), half(last)];
    }
    return last === 0 ? hashes : [];
  }
  async function holds(leaf, hash, now, proof) {
    const [root] = await climbed(leaf, now.size - 1, [hash], proof);
    return root === now.root;
  }
  async function grew(before, now, proof) {
    if (before.size === now.size) return before.root === now.root;
    const steps = Number.isInteger(Math.log2(before.size)) ? [before.root, ...proof] : [...proof];
    const first = steps.shift();
    let [at, last] = [before.size - 1, now.size - 1];
    while (odd(at)) [at, last] = [half(at), half(last)];
    const [old, fresh] = await climbed(at, last, [first, first], steps);
    return old === before.root && fresh === now.root;
  }

  async function ask(path) {
    const answer = await fetch(ADDRESS + path);
    if (!answer.ok) throw new Error(path);
    return answer;
  }
  async function look() {
    // Before the first checkpoint there is nothing to hold receipts against.
    if (!(await (await ask("keys")).json()).log) return;
    const [origin, size, root] = (await (await ask("checkpoint")).text()).split("\n");
    const now = { origin, size: Number(size), root: hex(Uint8Array.from(atob(root), (c) => c.charCodeAt(0))) };
    const before = kept.checkpoint;
    if (before && before.origin === origin) {
      if (now.size < before.size) return alarm();
      const { proof } = await (await ask(`proof/consistency?first=${before.size}&second=${now.size}`)).json();
      if (!(await grew(before, now, proof))) return alarm();
    } else if (before) kept.leaves = [];
    for (const [leaf, hash] of kept.leaves.filter(([leaf]) => leaf < now.size)) {
      const { proof } = await (await ask(`proof/inclusion?leaf=${leaf}&size=${now.size}`)).json();
      if (!(await holds(leaf, hash, now, proof))) return alarm();
      // Proven once it is covered by every later checkpoint that only grew.
      kept.leaves = kept.leaves.filter(([other]) => other !== leaf);
    }
    kept.checkpoint = now;
    keep();
  }
  function alarm() {
    sessionStorage.removeItem(LOOKED);
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.className = "alarm";
    said.textContent = document.documentElement.lang === "th"
      ? "บัญชีไม่มีสิ่งที่คุณเคยบันทึกจากเครื่องนี้ครบตามเดิม โปรดแจ้งผู้ตรวจสอบทันที และอย่าล้างข้อมูลของเบราว์เซอร์"
      : "The ledger no longer holds what you saved from this browser as it was. Tell an auditor at once, and don't clear this browser's data.";
    document.getElementById("content").prepend(said);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const saved = document.querySelector("[data-leaf]");
    if (saved && !kept.leaves.some(([leaf]) => leaf === Number(saved.dataset.leaf))) {
      kept.leaves = [...kept.leaves, [Number(saved.dataset.leaf), saved.dataset.hash]].slice(-MOST);
      keep();
    }
    // Browsers hash only where the connection is safe.
    if (!window.isSecureContext || sessionStorage.getItem(LOOKED)) return;
    sessionStorage.setItem(LOOKED, "yes");
    look().catch(() => sessionStorage.removeItem(LOOKED));
  });
})();
