// Turns over pictures that were drawn beforehand; nothing is computed here and nothing is fetched.
"use strict";
(async () => {
  const bytes = Uint8Array.from(atob(document.getElementById("data").textContent), (c) => c.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const { pool, shows } = JSON.parse(text), $ = (id) => document.getElementById(id);
  const at = $("at"), eyes = $("eyes"), names = ["map", "ladder", "race", "situation", "forces"];
  // Time is the game's own: every hour in which anything was written, in either game.
  const hours = [...new Set(shows.flatMap((s) => s.steps.map((x) => x[0])))].sort((a, b) => a - b);
  const fine = shows.length === 1, last = fine ? shows[0].steps.length - 1 : hours.length - 1;
  const upto = (s, n) => { if (fine) return n; let k = -1; while (k + 1 < s.steps.length && s.steps[k + 1][0] <= hours[n]) k++; return k; };
  at.max = last;
  const place = (el, html) => { if (el.dataset.now !== html) { el.innerHTML = html; el.dataset.now = html; } };
  const draw = () => {
    const n = +at.value;
    shows.forEach((s, i) => {
      const box = document.querySelector(`[data-show="${i}"]`), k = upto(s, n), who = s.frames[eyes.value] ? eyes.value : "CONTROL";
      let frame = null;
      for (const f of s.frames[who]) { if (f[0] > k) break; frame = f; }
      names.forEach((name, j) => place(box.querySelector(`[data-piece="${name}"]`), frame ? pool[frame[j + 1]] : ""));
      const lines = s.lines[who].filter((l) => l[0] <= k).slice(-150).reverse().map((l) => pool[l[1]]);
      place(box.querySelector('[data-piece="feed"]'), lines.join(""));
    });
    const s = shows[0], k = Math.max(upto(s, n), 0);
    $("now").textContent = `H+${fine ? s.steps[k][0] : hours[n]} move ${s.steps[k][1]}`;
    at.setAttribute("aria-valuetext", $("now").textContent);
  };
  const weight = (n) => Math.max(...shows.map((s) => { const k = upto(s, n), from = n ? upto(s, n - 1) + 1 : 0; let w = 0; for (let j = from; j <= k; j++) w = Math.max(w, s.steps[j][2]); return w; }));
  const jump = (by, least) => { let n = +at.value + by; while (n > 0 && n < last && weight(n) < least) n += by; at.value = Math.min(Math.max(n, 0), last); draw(); };
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; $("play").textContent = "Play"; };
  const play = () => { if (timer) return stop(); if (+at.value >= last) at.value = 0; $("play").textContent = "Pause"; timer = setInterval(() => { if (+at.value >= last) return stop(); at.value = +at.value + 1; draw(); }, +$("speed").value); };
  const acts = { play, back: () => jump(-1, 1), next: () => jump(1, 1), move: () => jump(1, 2) };
  document.querySelectorAll("[data-go]").forEach((b) => b.addEventListener("click", () => acts[b.dataset.go]()));
  at.addEventListener("input", draw); eyes.addEventListener("change", draw);
  $("speed").addEventListener("change", () => { if (timer) { stop(); play(); } });
  document.addEventListener("keydown", (e) => { if (/^(INPUT|SELECT|BUTTON|SUMMARY)$/.test(document.activeElement.tagName)) return; if (e.key === " ") { e.preventDefault(); play(); } if (e.key === "ArrowRight") jump(1, e.shiftKey ? 2 : 1); if (e.key === "ArrowLeft") jump(-1, 1); });
  draw();
  document.body.dataset.ready = "1";
})();
