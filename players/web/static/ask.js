// Asks before what is hard to take back, and counts down what can still be taken back. Without it a form is sent at once.
"use strict";
(() => {
  const box = document.createElement("dialog");
  box.className = "sure";
  box.setAttribute("aria-labelledby", "sure-words");
  const words = document.createElement("p"), row = document.createElement("p"), yes = document.createElement("button"), no = document.createElement("button");
  words.id = "sure-words"; row.className = "row"; yes.className = "main"; yes.type = no.type = "button";
  no.textContent = "No, go back";
  row.append(yes, no);
  box.append(words, row);
  document.body.append(box);
  let going = null;  // the form, and the button it was sent with

  // What an act in this form is asked about; nothing if it goes without a question.
  const question = (form, button) => {
    if (button && button.dataset.ask) return button.dataset.ask;
    if (form.dataset.ask) {
      const named = form.dataset.askOf ? [...form.querySelectorAll(`[name="${form.dataset.askOf}"]:checked`)].map((el) => el.value).join(", ") : "";
      return form.dataset.ask.replace("%", named);
    }
    if (!form.dataset.askEmpty) return "";
    const ordered = form.querySelector("[name=act]:checked") || [...form.querySelectorAll("[name=free]")].some((el) => el.value.trim());
    return ordered ? "" : form.dataset.askEmpty;
  };
  document.addEventListener("submit", (e) => {
    const form = e.target, asked = form.dataset.sure ? "" : question(form, e.submitter);
    delete form.dataset.sure;
    if (!asked) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    going = [form, e.submitter];
    words.textContent = asked;
    yes.textContent = (e.submitter && e.submitter.dataset.yes) || form.dataset.yes || "Yes, do it";
    box.showModal();
    no.focus();
  }, true);
  yes.addEventListener("click", () => {
    const [form, button] = going;
    box.close();
    if (!form.isConnected) return;
    form.dataset.sure = "1";
    form.requestSubmit(button && button.isConnected ? button : undefined);
  });
  no.addEventListener("click", () => box.close());

  // ---- whom an ad-hoc inject goes to is remembered, and said before it goes
  const reach = (form) => {
    const told = form.querySelector("[data-reach]");
    if (!told) return;
    const boxes = [...form.querySelectorAll("[name=to]")], ticked = boxes.filter((el) => el.checked);
    told.textContent = !ticked.length ? "Nobody is ticked yet." : ticked.length === boxes.length ? "Every cell: this goes on the wall too, for everybody in the room." : `To ${ticked.map((el) => el.value).join(", ")} alone; it is not shown on the wall.`;
    told.className = ticked.length === boxes.length ? "warn" : "quiet";
  };
  document.addEventListener("change", (e) => { if (e.target.name === "to" && e.target.form) reach(e.target.form); });
  document.addEventListener("click", (e) => {
    const every = e.target.closest("[data-every]");
    if (!every) return;
    const boxes = [...every.form.querySelectorAll(`[name=${every.dataset.every}]`)], all = boxes.every((el) => el.checked);
    for (const el of boxes) if (el.checked === all) el.click();
  });
  document.querySelectorAll("form").forEach(reach);

  // ---- a file goes up as it is: its bytes are the body, the rest stands in the address
  document.addEventListener("submit", async (e) => {
    const form = e.target;
    if (!form.dataset.upload) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    const file = form.elements.file.files[0], said = document.getElementById("said"), button = form.querySelector("button");
    const tell = (text, bad) => { const p = document.createElement("p"); p.className = bad ? "bad" : "good"; p.textContent = text; said.replaceChildren(p); if (!bad) setTimeout(() => p.remove(), 6000); };
    if (!file) return;
    button.disabled = true;
    const asked = new URLSearchParams({ name: file.name, title: form.elements.title.value, source: form.elements.source.value });
    try {
      const answer = await fetch(`${form.dataset.upload}?${asked}`, { method: "POST", body: file, headers: { "X-Form-Token": document.body.dataset.token, "Content-Type": "application/octet-stream" }, credentials: "same-origin" });
      const told = await answer.json().catch(() => ({ said: "That file is too large: 25 MB at most." }));
      tell(told.said, !answer.ok);
      if (answer.ok) form.reset();
    } catch { tell("The room cannot be reached; the file was not sent.", true); }
    button.disabled = false;
  }, true);

  // ---- seconds in which something can still be taken back
  let acts = {}, at = 0;
  document.addEventListener("news", (e) => { if (e.detail.clock) { acts = e.detail.clock.acts || {}; at = performance.now(); } });
  setInterval(() => document.querySelectorAll("[data-left]").forEach((el) => {
    const left = acts[el.dataset.left];
    if (left !== undefined) el.textContent = `${Math.max(0, Math.ceil(left - (performance.now() - at) / 1000))} s`;
  }), 250);
})();
