// A code picker: the person sees names, the form sends what data-store asks for. Without a script the input takes the
// code itself. A text that fits no option is sent as typed, and the server says what it makes of it.
import { attachListbox, stored } from "./listbox.js";

export function startCombobox(box) {
  const input = box.querySelector("input");
  if (!input || box.dataset.started) return;
  box.dataset.started = "true";
  const { source, store, chosen, nothing, failed } = box.dataset;
  const sent = document.createElement("input");
  sent.type = "hidden";
  sent.name = input.name;
  sent.value = input.value;
  input.removeAttribute("name");
  input.after(sent);
  if (chosen && store === "value") {
    input.value = chosen;
    box.parentElement.querySelector("[data-chosen-name]")?.remove();
  }
  input.addEventListener("input", () => {
    sent.value = input.value;
  });
  attachListbox(input, {
    box,
    source,
    nothing,
    failed,
    onChoose(option) {
      sent.value = stored(option, store);
      input.value = store === "both" ? sent.value : option.label;
      sent.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
}
