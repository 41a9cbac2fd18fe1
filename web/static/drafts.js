// Keeps what is typed into a form with data-draft until it is saved: through a reload, a lost line, a new login.
// At rest it is enciphered under a key that only a page of the same person carries, so a shared computer tells nothing.
"use strict";
const drafts = (() => {
  const DAYS = 14, HEAD = "draft:";
  const meta = (name) => (document.querySelector(`meta[name=${name}]`) || {}).content || "";
  const owner = meta("draft-owner"), sealed = Boolean(meta("draft-key") && crypto.subtle);
  // Without a secure line there is no cipher: the draft then lives only as long as the window.
  const shelf = sealed ? localStorage : sessionStorage;
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""));
  const key = sealed ? crypto.subtle.importKey("raw", bytes(meta("draft-key")), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  const place = (name) => `${HEAD}${owner}:${name}`;

  const keep = async (name, values) => {
    const said = JSON.stringify(values), kept = { at: Date.now() };
    if (sealed) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      kept.iv = text(iv);
      kept.box = text(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(said)));
    } else kept.said = said;
    shelf.setItem(place(name), JSON.stringify(kept));
  };
  const find = async (name) => {
    const kept = JSON.parse(shelf.getItem(place(name)) || "null");
    if (!kept) return null;
    try {
      if (!sealed) return JSON.parse(kept.said);
      const box = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, await key, bytes(kept.box));
      return JSON.parse(new TextDecoder().decode(box));
    } catch { drop(name); return null; }
  };
  const drop = (name) => shelf.removeItem(place(name));
  const tidy = () => {
    for (const name of Object.keys(shelf)) {
      if (!name.startsWith(HEAD)) continue;
      const kept = JSON.parse(shelf.getItem(name));
      if (!(kept && kept.at > Date.now() - DAYS * 864e5)) shelf.removeItem(name);
    }
  };
  return { owner, keep, find, drop, tidy };
})();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-drop]");
  if (link) drafts.drop(link.dataset.drop);
});
document.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt, every = (what) => [...(root.matches(what) ? [root] : []), ...root.querySelectorAll(what)];
  // The page after a save names the draft that is no longer needed.
  for (const saved of every("[data-saved]")) drafts.drop(saved.dataset.saved);
  if (!drafts.owner) return;
  drafts.tidy();
  for (const form of every("form[data-draft]")) {
    const name = form.dataset.draft, picks = ["checkbox", "radio"];
    const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "password", "file", "submit"].includes(one.type));
    drafts.find(name).then((kept) => {
      if (!kept || form.dataset.answered) return;
      for (const field of fields()) {
        const value = kept[field.name];
        if (value === undefined) continue;
        if (picks.includes(field.type)) field.checked = value.includes(field.value);
        else field.value = value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      form.dataset.restored = "yes";
    });
    let waiting;
    const keep = () => {
      const now = {};
      for (const field of fields()) {
        if (picks.includes(field.type)) now[field.name] = (now[field.name] || []).concat(field.checked ? [field.value] : []);
        else now[field.name] = field.value;
      }
      waiting = null;
      drafts.keep(name, now);
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 150);
    });
    // The last word may be a moment old when the form is sent, and the line dead.
    form.addEventListener("submit", () => {
      if (!waiting) return;
      clearTimeout(waiting);
      keep();
    });
  }
});
