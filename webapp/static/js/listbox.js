// A list of options below an input, after the ARIA combobox pattern: the focus stays in the input, arrows move through
// the list, Enter or a click chooses, Escape closes. Nothing is asked for while an input method composes.

const WAIT = 250;
let count = 0;

export function attachListbox(input, { box, source, nothing, failed, onChoose, onEnter }) {
  const list = document.createElement("ul");
  list.className = "listbox";
  list.id = `listbox-${++count}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.append(list, status);

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  let options = [];
  let active = -1;
  let composing = false;
  let timer = 0;
  let asked = null;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = index;
    [...list.querySelectorAll('[role="option"]')].forEach((item, at) => {
      item.classList.toggle("is-active", at === active);
      item.setAttribute("aria-selected", String(at === active));
      if (at === active) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function say(sentence) {
    const item = document.createElement("li");
    item.className = "nothing";
    item.setAttribute("role", "presentation");
    item.textContent = sentence;
    list.replaceChildren(item);
    status.textContent = sentence;
    open();
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function show(found) {
    options = found;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    if (!found.length) return say(nothing);
    list.replaceChildren(
      ...found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.append(option.label);
        if (option.hint) {
          const hint = document.createElement("small");
          hint.textContent = option.hint;
          item.append(hint);
        }
        return item;
      }),
    );
    status.textContent = String(found.length);
    open();
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const address = new URL(source, location.href);
      address.searchParams.set("q", input.value.trim());
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { options: found } = await answer.json();
      if (document.activeElement === input) show(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      options = [];
      say(failed);
    }
  }

  function later() {
    clearTimeout(timer);
    if (!source || composing) return;
    if (!input.value.trim()) return close();
    timer = setTimeout(ask, WAIT);
  }

  function choose(index) {
    const option = options[index];
    close();
    if (option) onChoose(option);
  }

  input.addEventListener("compositionstart", () => {
    composing = true;
    close();
  });
  input.addEventListener("compositionend", () => {
    composing = false;
    later();
  });
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("blur", () => setTimeout(close, 0));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest('[role="option"]');
    if (item) choose([...list.querySelectorAll('[role="option"]')].indexOf(item));
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    const shown = !list.hidden && options.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!source) return;
      event.preventDefault();
      if (!shown) return void ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter") {
      if (shown && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (onEnter?.()) {
        event.preventDefault();
        close();
      }
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { close };
}

export function stored(option, how) {
  if (how === "label") return option.label;
  return how === "both" ? `${option.value} ${option.label}` : option.value;
}
