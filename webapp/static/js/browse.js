// Browsing a code table level by level, in a dialog. The server draws the levels; arrows move within one and between
// them, Enter or a click opens or chooses, Escape closes. On a phone one level is shown at a time.

export function attachBrowser(field, { near = () => "", onChoose }) {
  const opener = field.querySelector("[data-browse-open]");
  const dialog = field.querySelector("dialog.browse");
  if (!opener || !dialog?.showModal) return;
  const body = dialog.querySelector("[data-browse-body]");
  const status = dialog.querySelector("[data-browse-status]");
  const { source, failed } = dialog.dataset;
  let asked = null;
  opener.hidden = false;

  async function draw(asks, focus) {
    asked?.abort();
    const asking = new AbortController();
    asked = asking;
    try {
      const address = new URL(source, location.href);
      for (const [name, value] of Object.entries(asks)) address.searchParams.set(name, value);
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (asked !== asking || !dialog.open) return;
      body.innerHTML = html;
      settle(focus);
    } catch (error) {
      if (error.name === "AbortError") return;
      body.textContent = failed;
      status.textContent = failed;
    }
  }

  function levels() {
    return [...body.querySelectorAll(".level ul")];
  }

  function steps(level) {
    return [...level.querySelectorAll("button[data-place]")];
  }

  // Each level is one stop of the Tab key: the step that the way leads through, or its first one.
  function settle(focus) {
    for (const level of levels()) {
      const held = steps(level);
      const stop = held.find((step) => step.hasAttribute("aria-current")) ?? held[0];
      for (const step of held) step.tabIndex = step === stop ? 0 : -1;
      stop?.scrollIntoView({ block: "nearest" });
    }
    const last = levels().at(-1);
    const target = last && steps(last).find((step) => step.tabIndex === 0);
    if (focus) target?.focus();
    last?.scrollIntoView({ block: "nearest", inline: "end" });
    status.textContent = body.querySelector(".level:last-child h3")?.textContent ?? "";
  }

  function choose(step) {
    const { value, label, above } = step.dataset;
    dialog.close();
    onChoose({ value, label, above });
  }

  function press(step) {
    if (step.dataset.value !== undefined) choose(step);
    else draw({ at: step.dataset.place }, true);
  }

  function move(step, key) {
    const all = levels();
    const level = step.closest("ul");
    const held = steps(level);
    const at = held.indexOf(step);
    const beside = (far) => {
      const other = all[all.indexOf(level) + far];
      return other && steps(other).find((one) => one.tabIndex === 0);
    };
    if (key === "ArrowDown") return held[Math.min(at + 1, held.length - 1)];
    if (key === "ArrowUp") return held[Math.max(at - 1, 0)];
    if (key === "Home") return held[0];
    if (key === "End") return held.at(-1);
    if (key === "ArrowLeft") {
      const other = beside(-1);
      if (other && !other.offsetParent) body.querySelector("[data-back]")?.click();
      return other?.offsetParent ? other : step;
    }
    if (step.getAttribute("aria-expanded") === "true") return beside(1) ?? step;
    if (step.hasAttribute("aria-expanded")) press(step);
    return step;
  }

  opener.addEventListener("click", () => {
    body.replaceChildren();
    dialog.showModal();
    draw({ near: near() }, true);
  });
  dialog.addEventListener("close", () => asked?.abort());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-browse-close]")) return dialog.close();
    const step = event.target.closest("button[data-place], button[data-value]");
    if (step) press(step);
  });
  dialog.addEventListener("keydown", (event) => {
    const step = event.target.closest?.("button[data-place]:not([data-back])");
    const known = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
    if (!step || !known || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = move(step, event.key);
    if (next === step) return;
    for (const one of steps(next.closest("ul"))) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
}
