// Turns over pictures that were drawn beforehand; nothing is computed here and nothing is fetched.
"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  if (typeof DecompressionStream === "undefined") {
    $("fault").hidden = false;
    $("fault").textContent = "This browser is too old to unpack the game: use Chromium or Edge 80, Firefox 113, Safari 16.4, or newer.";
    return;
  }
  const bytes = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const { pool, shows, pieces: names } = JSON.parse(text);
  const at = $("at"), eyes = $("eyes");
  const boxes = shows.map((_, i) => document.querySelector(`[data-show="${i}"]`));
  // Time is the game's own clock, the same for both games: twice the hour, one more once a move has opened in it.
  const last = Math.max(...shows.map((s) => s.last));
  at.max = last;
  const seen = (s) => s.eyes[eyes.value];
  const latest = (rows, n) => { let found = null; for (const row of rows) { if (row[0] > n) break; found = row; } return found; };
  const place = (el, html) => { if (el && el.dataset.now !== html) { el.innerHTML = html; el.dataset.now = html; } };
  const weighty = (style) => style === "turn" || style === "bad" || style === "good" || style === "warn";
  const stops = (least) => [...new Set([0, last, ...shows.flatMap((s) => (least === "move" ? s.opened : seen(s).lines.filter((l) => weighty(l[2])).map((l) => l[0])))])].sort((a, b) => a - b);

  // ---- the strip: moves, events and the rung, over time
  const svg = (tag, given) => { const el = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const k in given) el.setAttribute(k, given[k]); return el; };
  const strips = shows.map((s) => {
    const box = document.createElement("div"), pic = svg("svg", { viewBox: `0 0 ${last || 1} 70`, preserveAspectRatio: "none" });
    box.className = "strip";
    box.append(pic);
    box.addEventListener("pointerdown", (e) => { const r = box.getBoundingClientRect(); go(Math.round(((e.clientX - r.left) / r.width) * last)); });
    $("strips").append(box);
    return { box, pic };
  });
  const chart = () => shows.forEach((s, i) => {
    const { box, pic } = strips[i], { lines, frames } = seen(s), y = (rung) => 64 - 8 * rung;
    box.querySelectorAll("span").forEach((el) => el.remove());
    pic.replaceChildren();
    s.opened.forEach((from, n) => {
      const to = n + 1 < s.opened.length ? s.opened[n + 1] : s.last;
      pic.append(svg("rect", { x: from, width: Math.max(to - from, 0), y: 0, height: 70, class: n % 2 ? "band odd" : "band" }));
      const label = document.createElement("span");
      label.textContent = `move ${n + 1}`;
      label.style.left = `${(100 * from) / (last || 1)}%`;
      box.append(label);
    });
    const path = frames.reduce((d, f, n) => d + (n ? `H${f[0]}V${y(f[2])}` : `M${f[0]} ${y(f[2])}`), "");
    pic.append(svg("path", { d: `${path}H${s.last}`, class: "rung" }));
    const rank = { turn: 0, warn: 1, good: 2, bad: 3 }, marks = new Map();
    for (const [key, , style] of lines) if (weighty(style) && style !== "turn" && !(rank[marks.get(key)] > rank[style])) marks.set(key, style);
    for (const [key, style] of marks) pic.append(svg("line", { x1: key, x2: key, y1: style === "warn" ? 56 : 48, y2: 70, class: `mark ${style}` }));
    for (const key of s.opened) pic.append(svg("line", { x1: key, x2: key, y1: 0, y2: 70, class: "mark turn" }));
    pic.append(svg("line", { x1: 0, x2: 0, y1: 0, y2: 70, class: "head-line" }));
  });

  // ---- what stands before the first line of the story, and after the last
  const plain = (text) => { const el = document.createElement("span"); el.textContent = text; return el.innerHTML; };
  const opening = (s) => `<li class="told"><h3>What it is about</h3>${s.about ? `<p>${plain(s.about)}</p>` : ""}<h3>Who is at the table</h3><ul>${s.roles.map(([seat, name, cell, played]) => `<li><strong>${plain(seat)}</strong> ${plain(name)}, ${plain(cell)}${played ? ` <small>orders given by ${plain(played)}</small>` : ""}</li>`).join("")}</ul></li>`;
  const closing = (s, told) => `<li class="told"><h3>${s.finished ? "The ending" : "Where it stands"}</h3><ul>${told.ending.map((text) => `<li>${plain(text)}</li>`).join("")}</ul></li>`;

  // ---- the picture at one moment
  const two = (n) => String(n).padStart(2, "0");
  const dated = (s, h) => {  // as every page words an hour: H+36 · Sun 16 Mar 08:00 CET
    if (!s.dates) return `H+${h}`;
    const [, ahead, zone] = s.dates.zones.filter((z) => z[0] <= h).pop(), d = new Date(6e4 * (s.dates.start + 60 * h + ahead));
    const day = "Sun Mon Tue Wed Thu Fri Sat".split(" ")[d.getUTCDay()], month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")[d.getUTCMonth()];
    return `H+${h} · ${day} ${two(d.getUTCDate())} ${month} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())} ${zone}`;
  };
  const told = (s, f) => `move ${f[1] || 1} of ${s.moves}, rung ${f[2]} ${s.rungs[f[2]]}`;
  const draw = () => {
    const n = +at.value;
    shows.forEach((s, i) => {
      const box = boxes[i], frame = latest(seen(s).frames, n);
      const get = (name) => box.querySelector(`[data-piece="${name}"]`);
      names.forEach((name, j) => { const html = frame ? pool[frame[j + 3]] : ""; place(get(name), name === "map" && $("simple").checked ? html.replaceAll("#mil-", "#plain-") : html); });
      const mine = seen(s), over = n >= s.last;
      const story = mine.lines.filter((l) => l[0] <= n).map(([key, id, , cite]) => {
        let line = pool[id];
        if (cite) line = line.replace(/(<details>|<\/li>$)/, ` <span class="cite" title="line of the log">${cite}</span>$1`);
        return key === n ? line.replace('<li class="', '<li class="new ') : line;
      });
      const feed = get("feed"), text = opening(s) + story.join("") + (over ? closing(s, mine) : ""), moved = feed.dataset.now !== text;
      place(feed, text);
      // Read downwards: at the start the opening, later what is new last.
      if (moved) feed.scrollTop = n === 0 ? 0 : feed.scrollHeight;
      if (get("facts") && frame) get("facts").textContent = n > s.last ? `${told(s, frame)}; over since ${dated(s, s.last >> 1)}` : told(s, frame);
      const line = strips[i].pic.querySelector(".head-line");
      line.setAttribute("x1", n);
      line.setAttribute("x2", n);
    });
    const first = latest(seen(shows[0]).frames, n);
    $("now").innerHTML = "";
    const hour = document.createElement("strong");
    hour.textContent = dated(shows[0], n >> 1);
    $("now").append(hour, shows.length === 1 && first ? ` day ${Math.floor((n >> 1) / 24) + 1}, ${told(shows[0], first)}` : ` day ${Math.floor((n >> 1) / 24) + 1}`);
    at.setAttribute("aria-valuetext", $("now").textContent);
    drawn.forEach((f) => f(n));
  };
  const drawn = [], before = [];
  const go = (n) => {
    const to = Math.min(Math.max(n, 0), last);
    at.value = before.reduce((k, f) => f(k, +at.value), to);
    draw();
  };
  const jump = (by, least) => {
    const n = +at.value, all = stops(least);
    go(by > 0 ? all.find((k) => k > n) ?? last : all.filter((k) => k < n).pop() ?? 0);
  };

  // ---- playing: the hours run, and wait a little wherever something happens
  const pace = { slow: [80, 1600], steady: [30, 700], fast: [12, 120] };
  let timer = 0;
  const stop = () => { clearTimeout(timer); timer = 0; $("play").textContent = "Play"; };
  const run = () => {
    const n = +at.value;
    if (n >= last) return stop();
    go(n + 1);
    const [hour, event] = pace[$("speed").value];
    timer = setTimeout(run, hour / 2 + (stops("any").includes(n + 1) ? event : 0));
  };
  const play = () => { if (timer) return stop(); if (+at.value >= last) go(0); $("play").textContent = "Pause"; timer = setTimeout(run, 1); };
  const acts = { play, back: () => jump(-1, "any"), next: () => jump(1, "any"), move: () => jump(1, "move"), backmove: () => jump(-1, "move"), home: () => go(0), end: () => go(last) };
  document.querySelectorAll("[data-go]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.go]()));
  const keys = { ArrowRight: acts.next, ArrowLeft: acts.back, ArrowUp: () => go(+at.value + 2), ArrowDown: () => go(+at.value - 2), PageDown: acts.move, PageUp: acts.backmove, Home: acts.home, End: acts.end, " ": play };
  document.addEventListener("keydown", (e) => {
    const on = document.activeElement, tag = on.tagName;
    if (e.ctrlKey || e.altKey || e.metaKey || tag === "SELECT" || (on.type === "checkbox" && e.key === " ")) return;
    if (e.key === " " && (tag === "BUTTON" || tag === "SUMMARY")) return;
    // A list or column that scrolls keeps its own up and down.
    if (on.tabIndex === 0 && on.scrollHeight > on.clientHeight && on !== at && /^(ArrowUp|ArrowDown|PageUp|PageDown|Home|End)$/.test(e.key)) return;
    const act = keys[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  at.addEventListener("input", () => go(+at.value));

  // ---- where two games part, as these eyes were told it; a move's heading names its coalition and is passed over
  const parting = () => {
    if (shows.length < 2) return;
    const [a, b] = shows.map((s) => seen(s).lines.filter((l) => l[2] !== "turn"));
    let k = 0;
    while (k < a.length && k < b.length && a[k][0] === b[k][0] && a[k][1] === b[k][1]) k++;
    const same = k === a.length && k === b.length, key = same ? last : Math.min(...[a[k], b[k]].filter(Boolean).map((l) => l[0]));
    $("parting").textContent = same ? "To these eyes the two games tell the same story." : `To these eyes the two games first tell something different at ${dated(shows[0], key >> 1)}.`;
    $("part").hidden = same;
    $("part").onclick = () => go(key);
  };
  const look = () => { chart(); parting(); changed.forEach((f) => f()); draw(); };
  const changed = [];
  eyes.addEventListener("change", look);
  $("simple").addEventListener("change", draw);
  $("staff").addEventListener("change", () => document.body.classList.toggle("staff", $("staff").checked));
  $("speed").addEventListener("change", () => { if (timer) { stop(); play(); } });
  document.querySelectorAll(".mapscroll").forEach((box) => {  // wider than a telephone: its middle first
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
  });
  study({ $, shows, seen, dated, go, stop, svg, pool, last, at, eyes, strips, boxes, drawn, before, changed, latest });
  look();
  document.body.dataset.ready = "1";
})();
