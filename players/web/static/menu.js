// A cell's menu of options: what is ticked stands on top with a way to take it off, parts can be folded, words find an option.
"use strict";
(() => {
  const wide = matchMedia("(min-width: 761px)"), LONG = 8;  // a laptop shows every part unfolded; a short menu needs no search
  const el = (tag, more, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside); return made; };
  const groupsOf = (form) => [...form.querySelectorAll("details.group")];
  const boxes = (within) => [...within.querySelectorAll("[name=act]")];
  const titleOf = (box) => box.closest("label").textContent.trim();

  const go = (box) => {
    const row = box.closest(".option"), find = row.closest("form").querySelector("[data-find] input");
    if (row.hidden) { find.value = ""; sift(find); }
    for (let d = row.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    row.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  };
  const line = (box) => {
    const name = titleOf(box), about = box.closest("details").querySelector("summary span").textContent;
    const seen = el("button", { type: "button", className: "plainly", textContent: name }), off = el("button", { type: "button", className: "small", textContent: "Take off" });
    seen.addEventListener("click", () => go(box));
    off.setAttribute("aria-label", `Take off: ${name}, ${about}`);
    off.addEventListener("click", () => {
      const list = off.closest("ul"), at = [...list.children].indexOf(off.closest("li"));
      box.click();
      const next = list.children[Math.min(at, list.children.length - 1)];
      if (next) next.querySelector("button.small").focus();
      else box.closest("form").querySelector("details.group summary").focus({ preventScroll: true });
    });
    return el("li", {}, el("span", {}, seen, el("small", { textContent: about })), off);
  };
  const tell = (form) => {
    const picked = form.querySelector("[data-picked]");
    if (!picked) return;
    const ticked = boxes(form).filter((box) => box.checked), shown = ticked.map((box) => box.value).join(" ");
    if (picked.dataset.shown !== shown) {
      picked.dataset.shown = shown;
      picked.hidden = !ticked.length;
      picked.querySelector("ul").replaceChildren(...ticked.map(line));
    }
    for (const group of groupsOf(form)) {
      const told = group.querySelector("[data-of]"), all = +told.dataset.of, n = boxes(group).filter((box) => box.checked).length;
      const left = [...group.querySelectorAll(".option")].filter((row) => !row.hidden).length;
      const words = left < all ? `${left} of ${all} options` : `${all} option${all === 1 ? "" : "s"}`;
      told.textContent = n ? `${words}, ${n} ticked` : words;
      told.classList.toggle("some", n > 0);
    }
    const unfold = form.querySelector("[data-unfold]");
    unfold.textContent = groupsOf(form).every((group) => group.open) ? "Fold all" : "Unfold all";
  };
  // What a word is looked for in: all that stands in the option's row, and the incident it is about.
  const sift = (find) => {
    const form = find.form, words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const group of groupsOf(form)) {
      const about = group.querySelector("summary span").textContent;
      let here = 0;
      for (const row of group.querySelectorAll(".option")) {
        const text = `${row.textContent} ${about}`.toLowerCase().replace(/\s+/g, " ");
        row.hidden = !words.every((word) => text.includes(word));
        here += !row.hidden;
      }
      n += here;
      group.hidden = !here;
      if (words.length) { group.dataset.was ??= String(group.open); group.open = here > 0; }
      else if (group.dataset.was) { group.open = group.dataset.was === "true"; delete group.dataset.was; }
    }
    form.querySelector("[data-find] small").textContent = !words.length ? "" : n ? `${n} found` : "No option has these words.";
    tell(form);
  };
  document.addEventListener("input", (e) => {
    if (e.target.closest("[data-find]")) sift(e.target);
    else if (e.target.form && e.target.name === "act") tell(e.target.form);
  });
  document.addEventListener("keydown", (e) => {
    const find = e.target.type === "search" && e.target.closest("[data-find]");
    if (e.key === "Enter" && (find || e.target.name === "confidence")) e.preventDefault();  // a telephone's "Go" seals nothing
    if (!find) return;
    if (e.key === "Escape" && e.target.value) { e.preventDefault(); e.target.value = ""; sift(e.target); }
  });
  document.addEventListener("click", (e) => {
    const unfold = e.target.closest("[data-unfold]");
    if (!unfold) return;
    const groups = groupsOf(unfold.form), open = groups.every((group) => group.open);
    for (const group of groups) group.open = !open;
    tell(unfold.form);
  });
  document.addEventListener("toggle", (e) => { if (e.target.matches("details.group")) tell(e.target.closest("form")); }, true);
  // What a browser will not send because it is wrong must be seen, wherever it is folded away.
  document.addEventListener("invalid", (e) => { for (let d = e.target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; }, true);

  const keyOf = (form) => form.closest("[data-key]").dataset.key;
  let key = "";
  const fresh = () => {
    const form = document.querySelector("form:has(details.group)");
    if (!form) return;
    const find = form.querySelector("[data-find]"), again = keyOf(form) === key;
    find.hidden = boxes(form).length <= LONG;
    if (wide.matches && !again) for (const group of groupsOf(form)) group.open = true;
    key = keyOf(form);
    tell(form);
  };
  document.addEventListener("piece", (e) => { if (e.detail === "ask") fresh(); });
  fresh();
})();
