// A code picker: the person sees names, the form sends what data-store asks for. Without a script the input takes the
// code itself. A text that fits no option is sent as typed, and the server says what it makes of it.
import { attachBrowser } from "./browse.js";
import { attachListbox, stored } from "./listbox.js";

export function startCombobox(box) {
  const input = box.querySelector("input");
  if (!input || box.dataset.started) return;
  box.dataset.started = "true";
  const { store, chosen } = box.dataset;
  const field = box.parentElement;
  const sent = document.createElement("input");
  sent.type = "hidden";
  sent.name = input.name;
  sent.value = input.value;
  input.removeAttribute("name");
  input.after(sent);
  if (chosen && store === "value") {
    input.value = chosen;
    field.querySelector("[data-chosen-name]")?.remove();
  }
  function take(option) {
    sent.value = stored(option, store);
    input.value = store === "both" ? sent.value : option.label;
    sent.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.addEventListener("input", () => {
    sent.value = input.value;
  });
  input.addEventListener("fill", () => {
    sent.value = input.value;
  });
  selectOnFocus(input);
  attachListbox(input, { box, texts: box.dataset, onChoose: take });
  attachBrowser(field, {
    near: () => sent.value,
    onChoose(option) {
      take(option);
      input.focus();
    },
  });
}

// What stands in a picker is there to be replaced: typing begins anew. A second click puts the caret into the text.
function selectOnFocus(input) {
  let fresh = false;
  input.addEventListener("focus", () => {
    input.select();
    fresh = true;
  });
  input.addEventListener("mouseup", (event) => {
    if (fresh && input.selectionStart === input.selectionEnd) input.select();
    if (fresh) event.preventDefault();
    fresh = false;
  });
  input.addEventListener("keydown", () => {
    fresh = false;
  });
}

// Finds a segment of a chain; both selects are then drawn anew by the server.
export function startSegmentFinder(field) {
  if (field.dataset.started || !window.htmx) return;
  field.dataset.started = "true";
  field.hidden = false;
  const box = field.querySelector(".combobox");
  const input = box.querySelector("input");
  const { url, target } = field.dataset;
  let segment = "";
  function take(option) {
    input.value = option.label;
    segment = option.value;
    const values = { chain_slug: option.above, segment_slug: option.value };
    document.addEventListener("htmx:after:settle", changed, { once: true });
    window.htmx.ajax("GET", url, { target, swap: "outerHTML", values });
  }
  const changed = () => field.closest("form")?.dispatchEvent(new Event("change", { bubbles: true }));
  selectOnFocus(input);
  attachListbox(input, { box, texts: box.dataset, onChoose: take });
  attachBrowser(field, { near: () => segment, onChoose: take });
}
