// Asks before a form with unsaved input is left, and before a deed that is hard to undo. The browser words the first
// question; the second comes from data-confirm.

export function guardForm(form) {
  if (form.dataset.started) return;
  form.dataset.started = "true";
  let dirty = form.querySelector("[aria-invalid]") !== null;
  let sending = false;
  const touch = () => {
    dirty = true;
  };
  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sending) event.preventDefault();
  });
}

export function confirmDeeds(document) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
  });
}

// One click sends once: further ones are swallowed until the page answers or comes back.
export function sendOnce(document) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "true";
    setTimeout(() => delete form.dataset.sending, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  });
}
