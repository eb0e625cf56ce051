// Control's desk: of an effect only the fields that its kind reads.
"use strict";
(() => {
  const fields = (box) => {
    const chosen = box.querySelector("[data-kind]").selectedOptions[0], reads = chosen.dataset.fields.split(" ");
    for (const field of box.querySelectorAll("[data-field]")) field.hidden = !reads.includes(field.dataset.field);
    box.querySelector("[data-said]").textContent = chosen.dataset.says ? `${chosen.dataset.says[0].toUpperCase()}${chosen.dataset.says.slice(1)}.` : "";
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
  every();
})();
