// A cell's own page: what the ticked orders cost so far, and where the reader stands once a form has been taken.
"use strict";
(() => {
  const figure = (x) => x.toLocaleString("en", { maximumFractionDigits: x < 10 ? 1 : 0 });
  const price = () => {
    for (const told of document.querySelectorAll("[data-cost]")) {
      const ticked = [...told.closest("form").querySelectorAll("[name=act]:checked")];
      const of = (what) => ticked.reduce((sum, box) => sum + +box.dataset[what], 0);
      const hours = of("hours"), musd = of("musd"), teams = +told.dataset.teams, left = +told.dataset.left;
      told.textContent = !ticked.length
        ? "Nothing is ticked yet."
        : `${ticked.length} ticked: ${figure(hours)} staff hours for ${teams === 1 ? "one team" : teams + " teams"}` + (musd ? `, ${figure(musd)} of ${figure(left)} million US$ left` : "") + (musd > left ? ": more than you have" : "");
      told.classList.toggle("bad", musd > left);
    }
  };
  document.addEventListener("input", price);
  document.addEventListener("change", price);

  // Once a form has gone the page is shorter: the reader is taken to the head of the card, not left in emptiness.
  const card = document.getElementById("p-ask"), head = document.getElementById("h-ask");
  const keyOf = () => (card && card.querySelector("[data-key]") || { dataset: {} }).dataset.key;
  let key = keyOf();
  document.addEventListener("piece", (e) => {
    if (e.detail !== "ask") return;
    price();
    if (keyOf() === key) return;
    key = keyOf();
    const lost = document.activeElement === document.body, gone = head.getBoundingClientRect().top < 0;
    if (!gone) return;
    head.tabIndex = -1;
    head.scrollIntoView({ block: "start" });
    if (lost) head.focus({ preventScroll: true });
  });
  document.addEventListener("DOMContentLoaded", price);
  price();
})();
