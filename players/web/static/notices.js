// What is new on this screen: unread marks, a count in the title, a word in the corner, a sound for whoever wants one.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const body = document.body, bell = document.getElementById("bell");
  if (!body.dataset.stream || !bell) return;
  const title = document.title, box = `seen:${location.pathname}`, count = bell.querySelector(".count");
  const sound = bell.querySelector("[data-sound]"), KEEP = 400;
  const stored = localStorage.getItem(box);
  const seen = new Set(JSON.parse(stored || "[]")), told = new Set();
  let first = stored === null;  // whoever comes in is not told everything at once

  const toasts = document.createElement("div");
  toasts.id = "toasts";
  toasts.setAttribute("role", "status");
  toasts.setAttribute("aria-live", "polite");
  body.append(toasts);

  const all = () => [...bell.querySelectorAll("li[data-id]")];
  const unread = () => all().filter((li) => !seen.has(li.dataset.id));
  const mark = (items) => {
    if (!items.length) return;
    for (const li of items) seen.add(li.dataset.id);
    localStorage.setItem(box, JSON.stringify([...seen].slice(-KEEP)));
    show();
  };
  const show = () => {
    const fresh = unread(), n = fresh.length;
    for (const li of all()) li.classList.toggle("unread", !seen.has(li.dataset.id));
    count.textContent = n || "";
    count.hidden = !n;
    bell.querySelector("summary").setAttribute("aria-label", n ? `Notices, ${n} unread` : "Notices");
    document.title = n ? `(${n}) ${title}` : title;
    for (const link of document.querySelectorAll(".jump a[href^='#h-']")) {
      const here = fresh.filter((li) => "#h-" + li.dataset.at === link.hash).length;
      let tag = link.querySelector(".count");
      if (!here) { if (tag) tag.remove(); continue; }
      if (!tag) { tag = document.createElement("b"); tag.className = "count"; link.append(" ", tag); }
      tag.textContent = here;
    }
    const news = new Set(fresh.map((li) => li.dataset.n));
    for (const li of document.querySelectorAll("#p-feed li[data-n]")) li.classList.toggle("unread", news.has(li.dataset.n));
  };

  // ---- in the corner, the newest below; it goes by itself, and stands in the list
  const toast = (kind, words, at, urgent, of = "") => {
    const card = document.createElement("p"), what = document.createElement("b"), link = document.createElement(at ? "a" : "span"), shut = document.createElement("button");
    what.textContent = kind;
    link.textContent = words.length > 160 ? words.slice(0, 157) + "…" : words;
    if (at) link.href = "#h-" + at;
    shut.type = "button"; shut.textContent = "×"; shut.setAttribute("aria-label", "Close this notice");
    card.className = urgent ? "urgent" : "";
    card.dataset.of = of;
    card.append(what, " ", link, shut);
    card.addEventListener("click", () => card.remove());
    toasts.append(card);
    while (toasts.children.length > 3) toasts.firstChild.remove();
    setTimeout(() => card.remove(), urgent ? 20000 : 9000);
  };

  // ---- a sound, if this person has asked for it; a browser lets a page sound only after a click
  let air = null;
  const wants = () => localStorage.getItem("sound") === "on";
  const ring = (urgent) => {
    if (!wants()) return;
    air ||= new AudioContext();
    if (air.state === "suspended") air.resume();
    for (const [n, pitch] of (urgent ? [660, 880, 660] : [660, 520]).entries()) {
      const tone = air.createOscillator(), loud = air.createGain(), at = air.currentTime + 0.16 * n;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.16, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.15);
      tone.connect(loud).connect(air.destination);
      tone.start(at); tone.stop(at + 0.16);
    }
  };
  const shown = () => { sound.setAttribute("aria-pressed", wants()); sound.textContent = wants() ? "Sound is on" : "Sound is off"; };
  sound.addEventListener("click", () => { localStorage.setItem("sound", wants() ? "off" : "on"); shown(); ring(false); });
  shown();

  // ---- what comes
  const look = () => {
    const fresh = unread().filter((li) => !told.has(li.dataset.id)).reverse();
    for (const li of fresh) told.add(li.dataset.id);
    if (first) { first = false; mark(all().filter((li) => !("urgent" in li.dataset))); }
    else {
      const most = fresh.length > 3 ? 2 : 3, urgent = fresh.filter((li) => "urgent" in li.dataset), rest = fresh.filter((li) => !urgent.includes(li));
      const said = [...rest.slice(-Math.max(0, most - urgent.length)), ...urgent].slice(-3);
      if (fresh.length > said.length) toast(`${fresh.length - said.length} more`, "See Notices, at the head of the page.", "", false);
      for (const li of said) toast(li.querySelector("b").textContent, li.querySelector(".words").textContent, li.dataset.at, "urgent" in li.dataset, li.dataset.id);
      if (fresh.length) ring(fresh.some((li) => "urgent" in li.dataset));
    }
    const there = new Set(all().map((li) => li.dataset.id));  // what was asked and is answered, or is over, is asked no more
    for (const card of toasts.querySelectorAll(".urgent[data-of]")) if (card.dataset.of && !there.has(card.dataset.of)) card.remove();
    show();
  };
  document.addEventListener("piece", (e) => { if (e.detail === "notices") look(); else if (e.detail === "feed") show(); });
  look();

  // ---- what is looked at is read: the list when it is opened, a card that has stood in sight for a while
  bell.querySelector("[data-read]").addEventListener("click", () => mark(all()));
  bell.addEventListener("click", (e) => { const link = e.target.closest("a"); if (link) { bell.open = false; mark([link.parentElement]); } });
  document.addEventListener("click", (e) => { if (bell.open && !bell.contains(e.target)) bell.open = false; });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && bell.open) { bell.open = false; bell.querySelector("summary").focus(); } });
  const inSight = new Map(), LONG = 2500;
  const eye = new IntersectionObserver((rows) => {
    for (const row of rows) row.isIntersecting ? inSight.set(row.target.id, performance.now()) : inSight.delete(row.target.id);
  }, { rootMargin: "-60px 0px -20% 0px" });
  for (const head of document.querySelectorAll("[id^='h-']")) eye.observe(head);
  setInterval(() => {
    if (document.hidden || !document.hasFocus()) return;
    const now = performance.now(), read = [...inSight].filter(([, since]) => now - since > LONG).map(([id]) => id.slice(2));
    mark(unread().filter((li) => read.includes(li.dataset.at)));
  }, 1000);

  // ---- the time: two minutes before, and when it is up, to whoever is asked something
  let clock = null, before = null;
  document.addEventListener("clock", (e) => { clock = e.detail; });
  setInterval(() => {
    const left = clock && clock.running ? clock.left - (performance.now() - clock.at) / 1000 : null;
    const at = ["ask", "desk"].find((name) => document.querySelector(`#p-${name} form[data-draft]`));
    for (const [mark, words] of [[120, "Two minutes left."], [0, "Time is up."]])
      if (at && left !== null && before !== null && before > mark && left <= mark) { toast("Time", words, at, true); ring(true); }
    before = left;
  }, 500);

  // ---- a lost line is said in words, as long as it lasts
  const lost = document.createElement("p");
  lost.className = "lost";
  lost.setAttribute("role", "alert");
  new MutationObserver(() => {
    const away = body.classList.contains("away");
    if (away === lost.isConnected) return;
    if (!away) { lost.remove(); return; }
    lost.textContent = "The line to the room is lost. What you see may be old, and the clock here is a guess; what you write is kept. It is tried again by itself.";
    document.querySelector(".top").after(lost);
  }).observe(body, { attributes: true, attributeFilter: ["class"] });
});
