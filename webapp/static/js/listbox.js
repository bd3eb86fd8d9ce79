// A list of options below an input, after the ARIA combobox pattern: the focus stays in the input, arrows move through
// the list, Home and End to its ends, Enter or a click chooses, Escape closes. Nothing is asked for while an input
// method composes, and an answer to something that is no longer typed is dropped.

const WAIT = 250;
let count = 0;

export function attachListbox(input, { box, texts, onChoose, onEnter }) {
  const { source, nothing, failed, one, several } = texts;
  const list = document.createElement("ul");
  list.className = "listbox";
  list.id = `listbox-${++count}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.firstChild?.textContent?.trim() ?? "");
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

  function forget() {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
  }

  function close() {
    forget();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((item, at) => {
      item.classList.toggle("is-active", at === active);
      item.setAttribute("aria-selected", String(at === active));
      if (at === active) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  // A sentence instead of options is told and shown, but is nothing to move to.
  function say(sentence) {
    options = [];
    const item = document.createElement("li");
    item.className = "nothing";
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.setAttribute("aria-selected", "false");
    item.textContent = sentence;
    list.replaceChildren(item);
    status.textContent = sentence;
    open();
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
    list.scrollTop = 0;
    status.textContent = found.length === 1 ? one : several.replace("{count}", found.length);
    open();
  }

  async function ask() {
    forget();
    const asking = new AbortController();
    asked = asking;
    try {
      const address = new URL(source, location.href);
      address.searchParams.set("q", input.value.trim());
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: asking.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { options: found } = await answer.json();
      if (asked === asking && document.activeElement === input) show(found);
    } catch (error) {
      if (error.name !== "AbortError" && asked === asking) say(failed);
    }
  }

  function later() {
    forget();
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
  input.addEventListener("blur", () => {
    composing = false;
    setTimeout(close, 0);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest('[role="option"]');
    if (item && options.length) choose([...list.children].indexOf(item));
  });

  function enter(event) {
    if (!list.hidden && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (onEnter?.()) {
      event.preventDefault();
      close();
    } else if (!list.hidden) {
      event.preventDefault(); // the list goes, the form stays
      close();
    }
  }

  const moves = {
    ArrowDown: () => (active + 1) % options.length,
    ArrowUp: () => (active <= 0 ? options.length : active) - 1,
    Home: () => 0,
    End: () => options.length - 1,
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault(); // it ends the composition, not the form
      return;
    }
    const shown = !list.hidden && options.length > 0;
    if (event.key === "Enter") return enter(event);
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    if (event.key === "Tab") return close();
    const move = moves[event.key];
    if (!move || !source || event.shiftKey || event.ctrlKey || event.metaKey) return;
    const jumps = event.key === "Home" || event.key === "End";
    if (jumps && (!shown || active < 0)) return; // the caret moves in the text
    event.preventDefault();
    if (shown) mark(move());
    else if (!jumps) ask();
  });
  return { close };
}

export function stored(option, how) {
  if (how === "label") return option.label;
  return how === "both" ? `${option.value} ${option.label}` : option.value;
}
