// What is done with a replay besides watching it: key moments, curves, links to an hour, notes that travel with the file, guessing.
"use strict";
const whole = `<!DOCTYPE html>\n${document.documentElement.outerHTML}`;  // as it was sent, before anything was drawn into it
const study = ({ $, shows, seen, dated, go, stop, svg, pool, last, at, eyes, strips, boxes, drawn, before, changed, latest }) => {
  const make = (tag, text, given) => { const el = document.createElement(tag); if (text) el.textContent = text; Object.assign(el, given || {}); return el; };
  const bare = (html) => { const el = make("div"); el.innerHTML = html; el.querySelectorAll("details,.hour").forEach((d) => d.remove()); return el.textContent.trim(); };
  const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

  // ---- key moments: a list to jump by
  const moments = () => shows.forEach((s, i) => {
    const list = boxes[i].querySelector("[data-moments]");
    list.replaceChildren(...seen(s).key.map((place) => {
      const [key, id, style] = seen(s).lines[place], row = make("li"), button = make("button", "", { type: "button", className: `link ${style}` });
      button.append(make("span", `H+${key >> 1}`, { className: "hour" }), make("span", short(bare(pool[id]), 72)));
      button.addEventListener("click", () => { stop(); go(key); });
      row.dataset.key = key;
      row.append(button);
      return row;
    }));
  });
  const where = (n) => shows.forEach((s, i) => {
    let now = null;
    boxes[i].querySelectorAll("[data-moments] li").forEach((row) => { row.removeAttribute("aria-current"); row.hidden = $("guess").checked && +row.dataset.key > n; if (+row.dataset.key <= n) now = row; });
    if (now) now.setAttribute("aria-current", "true");
  });

  // ---- curves: one small drawing a number, with its bounds, and a line where the reader stands
  const cursors = [];
  const curve = (title, unit, points, end, low, high) => {
    const box = make("figure", "", { className: "curve" }), width = last || 1, y = (v) => 4 + 32 * (1 - (v - low) / ((high - low) || 1));
    const pic = svg("svg", { viewBox: `0 0 ${width} 40`, preserveAspectRatio: "none", role: "img" });
    pic.setAttribute("aria-label", `${title}: from ${points[0][1]} to ${points[points.length - 1][1]} ${unit}`);
    for (const v of [low, high]) pic.append(svg("line", { x1: 0, x2: width, y1: y(v), y2: y(v), class: "axis" }));
    pic.append(svg("path", { d: `${points.map(([k, v], n) => (n ? `H${k}V${y(v)}` : `M${k} ${y(v)}`)).join("")}H${end}`, class: "rung" }));
    const cursor = svg("line", { y1: 0, y2: 40, x1: 0, x2: 0, class: "head-line" });
    pic.append(cursor);
    cursors.push(cursor);
    const value = make("output");
    const caption = make("figcaption", `${title} `);
    caption.append(value);
    box.append(caption, make("span", `${high}`, { className: "bound high" }), pic, make("span", `${low}`, { className: "bound low" }));
    box.addEventListener("pointerdown", (e) => { const r = pic.getBoundingClientRect(); stop(); go(Math.round(((e.clientX - r.left) / r.width) * last)); });
    values.push([value, points, unit]);
    return box;
  };
  const values = [];
  const curves = () => {
    cursors.length = values.length = 0;
    shows.forEach((s, i) => {
      const told = seen(s), rungs = told.frames.map((f) => [f[0], f[2]]);
      const rows = [["Rung of the crisis", "", rungs, 0, s.rungs.length - 1], ...told.curves.map((c) => [c.name, c.unit, c.points, Math.min(0, ...c.points.map((p) => p[1])), Math.max(...c.points.map((p) => p[1]))])];
      boxes[i].querySelector("[data-curves]").replaceChildren(...rows.map(([name, unit, points, low, high]) => curve(name, unit, points, s.last, low, high)));
    });
  };
  const point = (n) => {
    cursors.forEach((line) => { line.setAttribute("x1", n); line.setAttribute("x2", n); });
    values.forEach(([el, points, unit]) => { const now = latest(points, n); el.textContent = now ? `${now[1]} ${unit}`.trim() : "–"; });
  };

  // ---- links to an hour: #H+336, and for whose eyes: #H+336,SEAT
  const hash = () => `#H+${+at.value >> 1}${eyes.options.length > 1 && eyes.selectedIndex ? `,${eyes.value}` : ""}`;
  const follow = () => {
    const found = /^#H(?:\+|%2B)(\d+)(?:,([A-Z0-9_-]+))?$/i.exec(location.hash);
    if (!found) return;
    if (found[2] && [...eyes.options].some((o) => o.value === found[2])) { eyes.value = found[2]; eyes.dispatchEvent(new Event("change")); }
    go(2 * +found[1] + 1);
  };
  $("here").addEventListener("click", async () => {
    const link = location.href.split("#")[0] + hash();
    history.replaceState(null, "", hash());
    try { await navigator.clipboard.writeText(link); $("linked").textContent = "The link is copied."; } catch { $("linked").textContent = `The address now ends in ${hash()}: copy it.`; }
  });
  window.addEventListener("hashchange", follow);

  // ---- notes and chapters: what a reader writes, kept in a copy of the file
  let notes = JSON.parse($("notes").textContent || "[]"), saved = true;
  const list = () => {
    notes.sort((a, b) => a.at - b.at);
    $("notelist").replaceChildren(...notes.map((note, n) => {
      const row = make("li", "", { className: note.chapter ? "chapter" : "" }), button = make("button", `H+${note.at >> 1}`, { type: "button", className: "link" });
      button.addEventListener("click", () => { stop(); go(note.at); });
      const off = make("button", "Remove", { type: "button", className: "quiet" });
      off.setAttribute("aria-label", `Remove the note at H+${note.at >> 1}`);
      off.addEventListener("click", () => { notes.splice(n, 1); saved = false; list(); });
      row.append(button, " ", make("span", note.text, { dir: "auto" }), note.by ? make("small", ` ${note.by}`) : "", " ", off);
      return row;
    }));
    strips.forEach(({ box }) => {
      box.querySelectorAll("i").forEach((el) => el.remove());
      notes.forEach((note) => { const el = make("i", note.chapter ? short(note.text, 24) : "", { className: note.chapter ? "chapter" : "" }); el.style.left = `${(100 * note.at) / (last || 1)}%`; box.append(el); });
    });
    $("savecopy").disabled = !notes.length && saved;
    $("unsaved").hidden = saved;
  };
  $("keep").addEventListener("click", () => {
    const text = $("notetext").value.trim();
    if (!text) return $("notetext").focus();
    notes.push({ at: +at.value, text, by: $("noteby").value.trim(), chapter: $("notechapter").checked });
    $("notetext").value = "";
    saved = false;
    list();
  });
  $("savecopy").addEventListener("click", () => {
    const kept = JSON.stringify(notes).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
    const page = whole.replace(/(<script type="application\/json" id="notes">)[^<]*(<\/script>)/, (_, head, tail) => head + kept + tail);
    const link = make("a", "", { href: URL.createObjectURL(new Blob([page], { type: "text/html" })), download: `${document.title.replace(/[^\p{L}\p{N}]+/gu, "-")}-with-notes.html` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    saved = true;
    list();
  });
  window.addEventListener("beforeunload", (e) => { if (!saved) e.preventDefault(); });

  // ---- guess the move: the clock stops short of what is asked, and goes on once somebody has said
  let answered = new Map();
  const asked = () => seen(shows[0]).riddles;
  const score = () => { const right = [...answered.values()].filter(Boolean).length; $("score").textContent = answered.size ? `${right} of ${answered.size} guessed right` : ""; };
  const close = () => { $("riddle").hidden = true; $("riddle").replaceChildren(); };
  const pose = (n, riddle) => {
    stop();
    if ($("riddle").dataset.n === String(n) && !$("riddle").hidden) return;
    const box = $("riddle");
    box.dataset.n = n;
    box.hidden = false;
    const buttons = riddle.options.map((text, k) => {
      const button = make("button", text, { type: "button" });
      button.addEventListener("click", () => {
        answered.set(n, k === riddle.right);
        score();
        const on = make("button", "Go on", { type: "button", className: "main" });
        on.addEventListener("click", () => { close(); go(riddle.key); });
        box.replaceChildren(make("p", `${k === riddle.right ? "Right." : `Not so: ${riddle.options[riddle.right].toLowerCase()}.`} ${riddle.why}`, { className: k === riddle.right ? "good" : "bad" }), on);
        on.focus();
      });
      return button;
    });
    box.replaceChildren(make("h2", riddle.question), ...buttons);
    buttons[0].focus();
  };
  before.push((to, from) => {
    if (!$("guess").checked || to <= from) return to;
    const n = asked().findIndex((riddle, k) => !answered.has(k) && riddle.key > from && riddle.key <= to);
    if (n < 0) { if (to > from) close(); return to; }
    pose(n, asked()[n]);
    return Math.max(from, asked()[n].key - 1);
  });
  $("guess").addEventListener("change", () => {
    answered = new Map();
    score();
    close();
    if ($("guess").checked) { stop(); go(0); }
  });

  drawn.push(where, point);
  changed.push(moments, curves, () => { answered = new Map(); score(); close(); });
  list();
  setTimeout(follow);
};
