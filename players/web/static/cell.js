// One draft for a cell: what is ticked or typed on one of its screens comes to the others as it is done, field by field.
"use strict";
(() => {
  const body = document.body, tab = [...crypto.getRandomValues(new Uint8Array(9))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const WAIT = 250;  // ms after the last key before what is typed goes out
  let shared = null, changed = new Map(), timer = 0, told = false, again = 0;
  if (!body.dataset.stream) return;
  const form = () => document.querySelector("#p-ask form[data-draft]:not(.entered)");
  const boxed = (el) => el.type === "checkbox" || el.type === "radio";
  const all = (f, name) => [...f.elements].filter((el) => el.name === name && el.type !== "hidden" && el.type !== "submit");
  const values = (f, name) => all(f, name).filter((el) => !boxed(el) || el.checked).map((el) => el.value);
  const names = (f) => [...new Set([...f.elements].filter((el) => el.name && el.type !== "hidden" && el.type !== "submit").map((el) => el.name))];

  const send = async () => {
    const f = form();
    if (!f || !changed.size) return;
    const fields = Object.fromEntries(changed), key = f.dataset.draft;
    changed = new Map();
    const data = new URLSearchParams({ verb: "draft", token: body.dataset.token, key, tab, fields: JSON.stringify(fields) });
    // What does not arrive is not lost: it stands in this form, and goes out with the next change or when the line is back.
    const answer = await fetch("do", { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok) again = 0;
    if (!answer) told = false;
    else if (answer.status === 409 && again++ < 5) {  // too much at a time: what has not changed since goes out a little later
      for (const [name, kept] of Object.entries(fields)) if (!changed.has(name)) changed.set(name, kept);
      clearTimeout(timer);
      timer = setTimeout(send, 3000);
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(send, WAIT); };
  const whole = (f) => { for (const name of names(f)) { const v = values(f, name); if (v.some((x) => x.trim())) changed.set(name, v); } if (changed.size) later(); };

  document.addEventListener("input", (e) => {
    const f = form();
    if (!e.isTrusted || !f || e.target.form !== f || !e.target.name || e.target.type === "hidden") return;
    changed.set(e.target.name, values(f, e.target.name));
    later();
  });

  // The fields of the others, but for the one that is being written in here and those that are on their way out.
  const apply = () => {
    const f = form();
    if (!f || !shared || shared.key !== f.dataset.draft) return;
    for (const [name, kept] of Object.entries(shared.fields)) {
      if (changed.has(name)) continue;
      for (const el of all(f, name)) {
        if (boxed(el)) { if (el.checked !== kept.includes(el.value)) { el.checked = !el.checked; touched(el); } }
        else if (el !== document.activeElement && el.value !== (kept[0] ?? "")) { el.value = kept[0] ?? ""; touched(el); }
      }
    }
    let note = f.querySelector(".together");
    if (!note) { note = document.createElement("p"); note.className = "quiet together"; note.setAttribute("role", "status"); f.prepend(note); }
    note.textContent = shared.tab === tab ? "Your cell's draft: everybody in it sees what you fill in." : `Your cell's draft: ${shared.by} changed it last.`;
  };
  // The page's own script keeps what a form holds and adds up what it costs: it is told as if it had been done by hand.
  const touched = (el) => el.dispatchEvent(new Event("input", { bubbles: true }));
  document.addEventListener("news", (e) => {
    if ("draft" in e.detail) {
      shared = e.detail.draft;
      if (shared && shared.tab === tab) { const f = form(); if (f) apply(); }
      else apply();
    }
    const f = form();
    if (!told && f) { told = true; if (!shared) whole(f); }  // a screen that comes back brings what it holds
    else if (e.detail.pieces && "ask" in e.detail.pieces) apply();
  });
})();
