// The room's one script: takes pieces as they come, keeps what is being written, sends forms, counts the clock down.
"use strict";
(() => {
  const body = document.body, said = document.getElementById("said");
  const mine = (key) => `d:${location.pathname}:${key}`;  // by seat: a second seat opened in the same tab gets nothing of the first's
  const drafts = { get: (k) => JSON.parse(sessionStorage.getItem(mine(k)) || "null"), set: (k, v) => sessionStorage.setItem(mine(k), JSON.stringify(v)), drop: (k) => sessionStorage.removeItem(mine(k)) };
  let clock = null, late = {};

  const say = (text, bad) => {
    delete said.dataset.stopped;
    const p = document.createElement("p");
    p.textContent = text; p.className = bad ? "bad" : "good";
    said.replaceChildren(p);
    if (!bad) setTimeout(() => p.remove(), 6000);
  };

  // ---- pieces
  let pressed = null;  // what the pointer is down on: replaced now, the click would be lost
  document.addEventListener("pointerdown", (e) => (pressed = e.target));
  for (const up of ["pointerup", "pointercancel"]) document.addEventListener(up, () => { pressed = null; setTimeout(settle, 50); });
  const writing = (el) => el.contains(pressed) || (el.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName));
  const keyOf = (html) => (/data-key="([^"]*)"/.exec(html) || [])[1];
  const place = (name, html) => {
    const el = document.getElementById("p-" + name);
    if (!el || el.dataset.now === html) return;
    const here = el.querySelector("[data-key]");
    const same = here ? here.dataset.key === keyOf(html) : true;
    if (same && writing(el)) { late[name] = html; return; }
    delete late[name];
    const left = same ? null : el.querySelector("form[data-draft]");
    if (left && !left.dataset.sending && !(keyOf(html) || "").startsWith(left.dataset.draft)) unsealed(left);
    const open = [...el.querySelectorAll("details[open][id]")].map((d) => d.id);
    const focus = document.activeElement && el.contains(document.activeElement) ? document.activeElement.id || document.activeElement.getAttribute("aria-label") : null;
    el.innerHTML = html;
    el.dataset.now = html;
    for (const id of open) { const d = document.getElementById(id); if (d) d.open = true; }
    if (focus) { const again = document.getElementById(focus) || el.querySelector(`[aria-label="${CSS.escape(focus)}"]`); if (again) again.focus(); }
    restore(el);
    document.dispatchEvent(new CustomEvent("piece", { detail: name }));
  };
  // A piece comes whole, or as what is new: how much is kept at its beginning and its end, and what stands between.
  const held = {};
  const whole = (name, sent) => {
    const old = held[name] || "";
    return (held[name] = typeof sent === "string" ? sent : old.slice(0, sent[0]) + sent[2] + old.slice(old.length - sent[1]));
  };
  const settle = () => { for (const [name, html] of Object.entries(late)) place(name, html); };

  // A round closed over somebody's half-written answer: the words are shown once more, for they were not taken.
  const unsealed = (form) => {
    const kept = drafts.get(form.dataset.draft) || {};
    const words = Object.keys(kept).filter((k) => form.elements[k] && form.elements[k].tagName === "TEXTAREA").map((k) => kept[k][0].trim()).filter(Boolean);
    drafts.drop(form.dataset.draft);
    if (words.length) say(`The round closed before this was sealed, so it was not taken: ${words.join(" / ")}`, true);
  };

  // ---- drafts: what is half written outlives a reload, an outage and a restart of the room
  const boxed = (el) => el.type === "checkbox" || el.type === "radio";
  const fields = (form) => {
    const all = {};
    for (const el of form.elements) {
      if (!el.name || el.type === "hidden" || el.type === "submit") continue;
      all[el.name] ||= [];  // nothing ticked is kept too: some boxes are ticked as drawn
      if (!boxed(el) || el.checked) all[el.name].push(el.value);
    }
    return all;
  };
  const restore = (within) => within.querySelectorAll("form[data-draft]").forEach((form) => {
    const kept = drafts.get(form.dataset.draft);
    if (!kept) return;
    for (const el of form.elements) {
      if (!el.name || !(el.name in kept) || el.type === "hidden") continue;
      if (boxed(el)) el.checked = kept[el.name].includes(el.value);
      else el.value = kept[el.name][0];
      count(el);
    }
    if ("odds" in form.dataset) odds(form);
  });
  // How much of a field is used, once it is most of it, counted as the room counts; nothing is cut, too much is not sent.
  const count = (el) => {
    const most = +el.dataset.most;
    if (!most) return;
    const n = [...el.value].length, figure = (x) => x.toLocaleString("en");
    let tag = el.parentElement.querySelector(".count");
    if (n < 0.8 * most) { if (tag) tag.remove(); }
    else {
      if (!tag) { tag = document.createElement("small"); tag.setAttribute("role", "status"); el.after(tag); }
      tag.textContent = `${figure(n)} of ${figure(most)} characters${n > most ? `: ${figure(n - most)} too many` : ""}`;
      tag.className = n > most ? "count bad" : "count";
    }
    el.setCustomValidity(n > most ? `This field holds ${figure(most)} characters; these are ${figure(n)}. Nothing is cut: shorten it by ${figure(n - most)}.` : "");
  };
  document.addEventListener("input", (e) => {
    count(e.target);
    const form = e.target.form;
    if (!form) return;
    if (form.dataset.draft) drafts.set(form.dataset.draft, fields(form));
    if ("odds" in form.dataset) odds(form);
  });
  document.addEventListener("focusout", () => setTimeout(settle, 50));
  const odds = (form) => {
    let net = 0;
    for (let n = 1; n < 7; n++) for (const [side, sign] of [["pro", 1], ["con", -1]]) {
      const text = form.elements[`${side}-${n}`], counts = form.elements[`${side}-counts-${n}`];
      if (text && text.value.trim() && counts.checked) net += sign;
    }
    form.querySelectorAll("[data-net]").forEach((tag) => tag.classList.toggle("here", +tag.dataset.net === net));
  };

  // ---- forms
  document.addEventListener("submit", async (e) => {
    const form = e.target;  // its attributes are asked for by name: a field called "method" stands before the property
    if (form.getAttribute("method") !== "post" || !body.dataset.stream) return;
    e.preventDefault();
    const data = new URLSearchParams(new FormData(form));
    if (e.submitter && e.submitter.name) data.append(e.submitter.name, e.submitter.value);
    // Pressed again after an answer that got lost, a form says that it is the same one.
    form.dataset.once ||= [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
    data.append("once", form.dataset.once);
    form.dataset.sending = "1";
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((b) => (b.disabled = true));
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json().catch(() => ({ said: "Something is wrong with the room. What was accepted is safe; what you wrote is kept." }));
      delete form.dataset.once;
      const kept = e.submitter && "keep" in e.submitter.dataset;  // it only asked: what is written stays
      const shown = kept && form.querySelector("[data-foreseen]");
      if (shown && answer.ok) shown.textContent = told.said;
      else say(told.said, !answer.ok);
      if (answer.ok && !kept) {
        if (form.dataset.draft) drafts.drop(form.dataset.draft);
        if ("clear" in form.dataset) {
          const kept = form.dataset.keep ? [...form.elements].filter((el) => el.name === form.dataset.keep && el.checked) : [];  // who was written to last
          form.reset();
          for (const el of kept) el.checked = true;
          [...form.elements].forEach(count);
        }
        if ("odds" in form.dataset) odds(form);
        if (document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
        settle();
      }
    } catch { say("The room cannot be reached; what you wrote is kept. It will be tried again when you press the button.", true); }
    delete form.dataset.sending;
    buttons.forEach((b) => (b.disabled = false));
  });

  // ---- the stream: closed while nobody looks, so that many open pages do not starve each other
  const QUIET = 40000;  // ms: the room gives a sign of life every 15 s; after this long the line is dead, whatever the browser thinks
  let stream = null, sleep = 0, heard = 0, over = false;
  const shut = () => { if (stream) stream.close(); stream = null; };
  const end = (text) => { over = true; shut(); say(text, true); };
  // The seat is another's now: nothing of it stays on the screen or in what the browser keeps.
  const wiped = (text) => {
    end(text);
    clock = null;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(mine(""))) sessionStorage.removeItem(key);
    const page = document.createElement("main"), head = document.createElement("h1"), words = document.createElement("p");
    page.id = "main"; page.className = "narrow card";
    head.textContent = "This seat is closed"; words.textContent = text;
    page.append(head, words);
    body.querySelectorAll("header, nav, main, aside.ghost, dialog").forEach((el) => el.remove());
    body.querySelector("footer").before(page);
    body.className = "plain";
    document.title = "This seat is closed";
  };
  const open = () => {
    const source = body.dataset.stream || body.dataset.clock;  // a page that is no live one may still count down
    if (!source || stream || over) return;
    heard = Date.now();  // the time of day goes on while a laptop sleeps
    stream = new EventSource(source);
    stream.onmessage = (e) => {
      heard = Date.now();
      const news = JSON.parse(e.data);
      if (news.gone) { wiped(news.gone); return; }
      if (news.stopped) { body.classList.add("away"); say(news.stopped, true); said.dataset.stopped = "1"; return; }
      if (said.dataset.stopped) { said.replaceChildren(); delete said.dataset.stopped; }
      for (const [name, sent] of Object.entries(news.pieces || {})) place(name, whole(name, sent));
      if (news.clock) { clock = { ...news.clock, at: performance.now() }; document.dispatchEvent(new CustomEvent("clock", { detail: clock })); }
      document.dispatchEvent(new CustomEvent("news", { detail: news }));
      body.classList.remove("away");
    };
    stream.onerror = () => { body.classList.add("away"); if (stream && stream.readyState === 2) refused(); };
  };
  const refused = async () => {  // the room is there and gives no stream: is it the seat that is gone?
    shut();
    const page = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
    if (page && page.status === 403) wiped("This seat is not yours any more. Ask control for its link.");
    else setTimeout(open, 2000);
  };
  setInterval(() => { if (stream && Date.now() - heard > QUIET) { body.classList.add("away"); shut(); open(); } }, 5000);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleep);
    if (document.hidden) sleep = setTimeout(shut, 5000);
    else open();
  });
  open();

  // ---- the clock on the wall runs here; the room only says when it changes
  const wall = document.getElementById("clock");
  if (wall) setInterval(() => {
    if (!clock) return;
    wall.parentElement.hidden = !!clock.none;
    wall.dataset.stands = clock.stands || "clock stands";
    if (clock.left === null) { wall.textContent = "not timed"; wall.className = "long"; return; }  // whose clock runs now is not to be told
    const left = clock.left - (clock.running ? (performance.now() - clock.at) / 1000 : 0), s = Math.abs(Math.trunc(left));
    if (s >= 7200) {  // an exercise of days: until when, not how many minutes
      const until = new Date(Date.now() + 1000 * left).toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
      wall.textContent = left < 0 ? "time is up" : `until ${until}`;
      wall.className = clock.running ? "long" : "long paused";
      return;
    }
    wall.textContent = `${left < 0 ? "−" : ""}${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
    wall.className = !clock.running ? "paused" : left < 0 ? "over" : left < 120 ? "soon" : "";
  }, 250);

  document.querySelectorAll(".mapscroll").forEach((box) => {  // wider than a telephone: what happens is in sight first
    const over = box.scrollWidth - box.clientWidth, here = box.getBoundingClientRect();
    if (over <= 0) return;
    box.tabIndex = 0;
    const there = (box.querySelector(".incident.live") || box.querySelector(".incident"))?.getBoundingClientRect();
    box.scrollLeft = there ? (there.left + there.right - here.left - here.right) / 2 : over / 2;
  });

  // ---- the map: buttons, wheel with Ctrl, drag, arrow keys; two fingers are the browser's
  document.querySelectorAll("svg.map").forEach((svg) => {
    const home = svg.getAttribute("viewBox").split(" ").map(Number);
    let box = [...home];
    const frame = svg.parentElement;  // wider than a telephone: its middle first
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
    const clamp = (n, low, high) => Math.max(low, Math.min(n, high));
    const move = (x, y, w = box[2]) => {
      const h = w * home[3] / home[2];
      box = [clamp(x, home[0], home[0] + home[2] - w), clamp(y, home[1], home[1] + home[3] - h), w, h];
      svg.style.setProperty("--k", w / home[2]);
      svg.setAttribute("viewBox", box.map((n) => n.toFixed(1)).join(" "));
    };
    const zoom = (by, fx = 0.5, fy = 0.5) => {
      const w = clamp(box[2] / by, 60, home[2]);
      move(box[0] + (box[2] - w) * fx, box[1] + (box[3] - w * home[3] / home[2]) * fy, w);
    };
    const card = svg.closest(".card");
    card.querySelectorAll("[data-zoom]").forEach((b) => b.addEventListener("click", () => zoom(+b.dataset.zoom || 1e-9)));
    card.querySelectorAll("[data-toggle]").forEach((c) => c.addEventListener("change", () => svg.classList.toggle("show-" + c.dataset.toggle, c.checked)));
    svg.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      const r = svg.getBoundingClientRect();
      zoom(e.deltaY < 0 ? 1.2 : 0.83, (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height);
    }, { passive: false });
    let from = null;
    svg.addEventListener("pointerdown", (e) => { if (box[2] < home[2]) { from = [e.clientX, e.clientY, box[0], box[1]]; svg.setPointerCapture(e.pointerId); } });
    svg.addEventListener("pointermove", (e) => { if (from) { const k = box[2] / svg.clientWidth; move(from[2] - (e.clientX - from[0]) * k, from[3] - (e.clientY - from[1]) * k); } });
    for (const up of ["pointerup", "pointercancel"]) svg.addEventListener(up, () => (from = null));
    // who has no mouse: what is tabbed to comes into sight, and the arrows move the sheet
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    svg.addEventListener("keydown", (e) => {
      const to = arrows[e.key];
      if (!to || box[2] >= home[2]) return;
      e.preventDefault();
      move(box[0] + to[0] * box[2] / 5, box[1] + to[1] * box[3] / 5);
    });
    svg.addEventListener("focusin", (e) => {
      if (box[2] >= home[2] || !e.target.matches(":focus-visible")) return;
      const r = svg.getBoundingClientRect(), m = e.target.getBoundingClientRect(), x = m.left + m.width / 2, y = m.top + m.height / 2;
      if (x > r.left && x < r.right && y > r.top && y < r.bottom) return;
      move(box[0] + ((x - r.left) / r.width - 0.5) * box[2], box[1] + ((y - r.top) / r.height - 0.5) * box[3]);
    });
  });

  // ---- one key for a note
  document.addEventListener("keydown", (e) => {
    const quick = document.querySelector("form[data-quick] textarea");
    if (!quick) return;
    if (e.key === "n" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { e.preventDefault(); quick.focus(); }
    if (e.key === "Enter" && e.ctrlKey && document.activeElement === quick) quick.form.requestSubmit();
  });
  restore(document);
})();
