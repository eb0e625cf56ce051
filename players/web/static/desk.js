// Control's desk: of an effect only the fields that its kind reads.
"use strict";
(() => {
  const fields = (box) => {
    const chosen = box.querySelector("[data-kind]").selectedOptions[0], reads = chosen.dataset.fields.split(" ");
    for (const field of box.querySelectorAll("[data-field]")) field.hidden = !reads.includes(field.dataset.field);
    box.querySelector("[data-said]").textContent = chosen.dataset.says ? `${chosen.dataset.says[0].toUpperCase()}${chosen.dataset.says.slice(1)}.` : "";
    const about = box.querySelector("[data-field=about]");
    if (about) {  // of the one list of everything else an effect may be about, what this kind is about
      const words = [];
      for (const group of about.querySelectorAll("optgroup")) {
        const what = group.firstElementChild.value.split(":")[0], read = reads.includes(what);
        group.hidden = !read;
        if (read) words.push({ coalition: "variant", category: "legal category" }[what] || what);
      }
      if (words.length) about.querySelector("[data-about]").textContent = `Which ${words.join(" or ")}`;
      const list = about.querySelector("select");
      if (words.length && list.selectedOptions[0]?.parentElement.hidden) list.value = "";
    }
    const unit = box.querySelector("[data-field=amount] [data-unit]");
    if (unit) unit.textContent = chosen.dataset.unit ? `in ${chosen.dataset.unit}` : "";
  };
  const every = () => {
    for (const form of document.querySelectorAll("form")) {
      const boxes = [...form.querySelectorAll("[data-effect]")];
      boxes.forEach((box, n) => {
        fields(box);  // the next row comes once the one before says something
        box.hidden = n > 0 && !boxes[n - 1].querySelector("[data-kind]").value && !box.querySelector("[data-kind]").value;
      });
    }
  };
  document.addEventListener("change", (e) => { if (e.target.matches("[data-kind]")) every(); });
  document.addEventListener("reset", () => setTimeout(every));
  const hands = document.getElementById("p-hands"), made = () => hands.querySelectorAll(".changed li").length;
  let before = hands ? made() : 0, seen = "";
  if (hands) new MutationObserver(() => {  // what was done is not done twice by a form that still holds it
    if (made() > before) {
      for (const form of [document.getElementById("change"), document.getElementById("introduce")]) {
        form.reset();
        sessionStorage.removeItem(`d:${location.pathname}:${form.dataset.draft}`);
      }
    }
    before = made();
    const looked = hands.querySelector(".call[data-key]");  // what is looked at may stand far from the form that asked
    if (looked && looked.dataset.key + looked.textContent !== seen) looked.scrollIntoView({ block: "nearest" });
    seen = looked ? looked.dataset.key + looked.textContent : "";
  }).observe(hands, { childList: true, subtree: true });
  every();

  // ---- a new incident: the fields hold what the incident has that it is made like
  const made_like = document.querySelector("form[data-incident]");
  const fill = (kept) => {
    const chosen = made_like.elements["n-like"].selectedOptions[0], values = JSON.parse(chosen.dataset.fills);
    made_like.elements["n-shown"].value = "yes";
    for (const [name, value] of Object.entries(values)) {
      const fields = [...made_like.querySelectorAll(`[name="${name}"]`)];
      for (const field of fields) {
        if (field.type === "checkbox") { if (!kept) field.checked = value.includes(field.value); }
        else if (!kept || !field.value) field.value = value;
      }
    }
  };
  if (made_like) {
    made_like.elements["n-like"].addEventListener("change", () => fill(false));
    made_like.addEventListener("reset", () => setTimeout(() => fill(false)));
    fill(Boolean(sessionStorage.getItem(`d:${location.pathname}:${made_like.dataset.draft}`)));
  }

  // ---- two levels: one part of the desk at a time, the one that holds what the address names
  const views = [...document.querySelectorAll(".view")], tabs = [...document.querySelectorAll(".views a[href^='#']")];
  const show = () => {
    const named = location.hash.slice(1), there = named && document.getElementById(named);  // a part is named without "view-": nothing jumps
    const open = (named && document.getElementById(`view-${named}`)) || (there && there.closest(".view")) || views[0];
    for (const view of views) view.hidden = view !== open;
    for (const tab of tabs) open.id === `view-${tab.hash.slice(1)}` ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current");
    const here = tabs.find((tab) => tab.hasAttribute("aria-current"));
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 40;  // on a telephone they are one line
    if (there) there.scrollIntoView();
    else if (named) scrollTo(0, 0);
    dispatchEvent(new Event("resize"));
  };
  if (views.length) { addEventListener("hashchange", show); show(); }
  const brief = document.querySelector("[data-brief]");
  if (brief) brief.addEventListener("change", () => document.getElementById("p-feed").classList.toggle("brief", brief.checked));

  // ---- the time line: an inject is dragged, or moved by keys and set down with Enter
  let held = null;  // the marker being moved, and the hour it came from
  const place = (mark, hour) => {
    const table = mark.closest("table"), end = +table.dataset.end;
    const to = Math.round(Math.max(+mark.getAttribute("aria-valuemin"), Math.min(hour, +mark.getAttribute("aria-valuemax"))));
    mark.querySelector("circle").setAttribute("cx", `${(100 * to / end).toFixed(2)}%`);
    mark.setAttribute("aria-valuenow", to);
    mark.setAttribute("aria-valuetext", `H+${to}`);
    const told = mark.closest("tr").querySelector("[data-standing]");
    told.dataset.was ||= told.textContent;
    told.textContent = to === +mark.dataset.hour ? told.dataset.was : `to H+${to}, day ${Math.floor(to / 24) + 1}`;
  };
  const now = (mark) => +mark.getAttribute("aria-valuenow");
  const down = (mark) => {
    if (now(mark) === +mark.dataset.hour) return;
    const form = document.getElementById("reschedule");
    form.elements.inject.value = mark.dataset.inject;
    form.elements.hour.value = now(mark);
    form.requestSubmit();
  };
  document.addEventListener("pointerdown", (e) => {
    const mark = e.target.closest("[data-inject][role=slider]");
    if (!mark) return;
    held = mark;
    mark.setPointerCapture(e.pointerId);
    mark.focus();
    e.preventDefault();
  });
  document.addEventListener("pointermove", (e) => {
    if (!held) return;
    const box = held.ownerSVGElement.getBoundingClientRect();
    place(held, +held.closest("table").dataset.end * (e.clientX - box.left) / box.width);
  });
  document.addEventListener("pointerup", () => { if (held) down(held); held = null; });
  document.addEventListener("pointercancel", () => { if (held) place(held, +held.dataset.hour); held = null; });
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -24, PageUp: 24 };
  document.addEventListener("keydown", (e) => {
    const mark = e.target.closest && e.target.closest("[data-inject][role=slider]");
    if (!mark) return;
    if (e.key in steps) place(mark, now(mark) + steps[e.key]);
    else if (e.key === "Home") place(mark, +mark.getAttribute("aria-valuemin"));
    else if (e.key === "End") place(mark, +mark.getAttribute("aria-valuemax"));
    else if (e.key === "Enter") down(mark);
    else if (e.key === "Escape") place(mark, +mark.dataset.hour);
    else return;
    e.preventDefault();
  });
  document.addEventListener("click", (e) => {
    const link = e.target.closest("[data-opens]"), there = link && document.getElementById(link.dataset.opens);
    if (there) there.open = true;
  });
})();
