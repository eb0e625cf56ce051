// The wall fits its screen: it looks at what is going on, and what would not find room is set smaller or left out whole.
"use strict";
(() => {
  const LEAST = 0.7;  // of the wall's letters: below it the back of the room reads nothing
  const one = matchMedia("(min-width: 800px) and (min-height: 500px)");
  const column = document.querySelector("[data-fits]"), board = document.querySelector(".boardcard"), svg = document.querySelector("svg.map");

  const over = (el) => el.scrollHeight > el.clientHeight + 1;
  const shrink = (el) => {
    let fit = 1;
    el.style.setProperty("--fit", fit);
    while (over(el) && fit > LEAST) el.style.setProperty("--fit", (fit -= 0.04));
    return fit;
  };
  const MOST = 1.5;
  const grow = (el) => {  // little to say is said large
    let fit = 1;
    while (fit < MOST && !over(el)) el.style.setProperty("--fit", (fit += 0.04));
    if (over(el)) el.style.setProperty("--fit", fit - 0.04);
  };
  const text = () => {
    const items = [...column.querySelectorAll(".news .feed > li")], account = column.querySelector(".account");
    items.forEach((item) => (item.hidden = false));
    column.style.setProperty("--fit", 1);
    if (!one.matches) return;
    if (!account) {  // news: the oldest of them go first, but for a few
      for (let n = items.length - 1; n >= 5 && over(column); n--) items[n].hidden = true;
    }
    if (shrink(column) === 1) grow(column);
    const order = account ? items : items.slice().reverse();
    for (const item of order) { if (!over(column)) break; item.hidden = true; }
  };

  // What is looked at: incidents and forces with a margin, in the shape of the place there is.
  const home = svg && svg.getAttribute("viewBox").split(" ").map(Number);
  const look = () => {
    if (!svg || !svg.clientWidth || !svg.clientHeight) return;
    let [x, y, w, h] = home;
    const live = svg.querySelectorAll(".incident.live, .force"), marks = live.length ? live : svg.querySelectorAll(".incident");
    const spots = one.matches ? [...marks].map((m) => /translate\((-?[\d.]+) (-?[\d.]+)\)/.exec(m.closest(".k").parentNode.getAttribute("transform"))).map((m) => [+m[1], +m[2]]) : [];
    const shape = svg.clientWidth / svg.clientHeight;
    if (one.matches && !spots.length) {  // all of the sheet that fills the place
      [w, h] = [Math.min(w, h * shape), Math.min(h, w / shape)];
      [x, y] = [home[0] + (home[2] - w) / 2, home[1] + (home[3] - h) / 2];
    }
    if (spots.length) {
      const xs = spots.map((s) => s[0]), ys = spots.map((s) => s[1]);
      const across = (all) => Math.max(...all) - Math.min(...all);
      const span = Math.min(w, h * shape, Math.max(across(xs) + 380, (across(ys) + 260) * shape, 420)), tall = span / shape;
      const middle = (all) => (Math.max(...all) + Math.min(...all)) / 2;
      x = Math.max(home[0], Math.min(middle(xs) - span / 2, home[0] + home[2] - span));
      y = Math.max(home[1], Math.min(middle(ys) - tall / 2, home[1] + home[3] - tall));
      w = span; h = tall;
    }
    svg.setAttribute("viewBox", [x, y, w, h].map((n) => n.toFixed(1)).join(" "));
    svg.style.setProperty("--k", w / home[2]);
    const bar = svg.querySelector(".scale-bar"), k = w / home[2];  // it goes with the corner that is seen
    if (bar) {
      bar.setAttribute("transform", `translate(${(x + 14 * k).toFixed(1)} ${(y + h - 14 * k).toFixed(1)})`);
      bar.querySelector("text").setAttribute("transform", `scale(${k.toFixed(3)})`);
    }
  };
  const fit = () => { text(); if (board && board.clientHeight && shrink(board) === 1 && one.matches) grow(board); look(); };
  new MutationObserver(fit).observe(document.getElementById("main"), { childList: true, subtree: true });
  addEventListener("resize", fit);
  new ResizeObserver(fit).observe(column);  // the head of the page takes another line, and leaves less
  if (document.fonts) document.fonts.ready.then(fit);
  fit();
})();
